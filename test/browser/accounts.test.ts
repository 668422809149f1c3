/** MODE=live at a screen: the way in, the first password, accounts made by page, a wall by its address, and the demo's one click. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { violationsOn } from './axe.ts';
import { ALL_PLACES, openScreen } from './desk.ts';

const LIVE = { ...ALL_PLACES, MODE: 'live', INGEST_TOKEN: 'token-of-8' } as const;
const OWN = 'three lanterns at dusk';

const place = makePlace();
let server: Program;
let browser: Browser;
let first: string;

beforeAll(async () => {
  server = await place.start(LIVE);
  first = /[a-z2-9]{5}(?:-[a-z2-9]{5}){3}/.exec(server.said())?.[0] ?? '';
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('用户名').fill(name);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}
async function choosePassword(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('现在的密码').fill(current);
  await page.getByLabel('新密码', { exact: true }).fill(next);
  await page.getByLabel('再输一次新密码').fill(next);
  await page.getByRole('button', { name: '修改密码' }).click();
}
/** A refusal is an answer that the browser writes to its console as well. */
const withoutRefusals = (troubles: readonly string[]): readonly string[] =>
  troubles.filter((one) => !/status of 4(?:01|03|09|22|29)/.test(one));

it('not signed in -> the way in and nothing else -> one-time password -> own password -> account by page -> it signs in', async () => {
  const screen = await openScreen(browser, server, { path: '/console' });
  const { page } = screen;
  await page.getByText('登录后才能查看').waitFor();
  expect(await page.getByText('演示').count()).toBe(0);
  expect(await page.locator('.frame-head').count()).toBe(0);
  expect(await violationsOn(page, 'the way in')).toEqual([]);
  await signIn(page, 'admin', 'a wrong one');
  await page.getByText('用户名或密码有误').waitFor();
  await signIn(page, 'admin', first);
  await page.getByText('这是一次性密码').waitFor();
  expect(await violationsOn(page, 'the first password')).toEqual([]);
  await choosePassword(page, first, 'short');
  await page.getByText('至少 12 个字符').waitFor();
  await page.getByText(/at least 12 characters/).waitFor();
  await choosePassword(page, first, OWN);
  // The page that was asked for, now with a head that says who it is.
  await page.locator('.frame-person').getByText('admin（管理员）').waitFor();
  await page.locator('.frame-head').getByText('实时').waitFor();

  await page.getByRole('link', { name: '账户' }).click();
  await page.locator('[data-account=admin]').waitFor();
  await page.getByRole('button', { name: '新建账户' }).click();
  const form = page.getByRole('form', { name: '新建账户' });
  await form.getByLabel('用户名').fill('值班甲');
  await form.getByLabel('角色').selectOption('operator');
  await form.getByLabel('地区').selectOption('yangquan');
  await form.getByRole('button', { name: '再加一个角色' }).click();
  await form.getByLabel('角色').nth(1).selectOption('member-unit');
  await form.locator('select[required]').selectOption({ index: 1 });
  await form.getByRole('button', { name: '新建', exact: true }).click();
  const password = await page.locator('.accounts-told output').innerText();
  const row = page.locator('[data-account=值班甲]');
  expect(await row.innerText()).toMatch(/值班员[^]*阳泉[^]*成员单位[^]*全部地区[^]*一次性密码/);
  // Shown once: gone with the page.
  await page.reload();
  await row.waitFor();
  expect(await page.getByText(password).count()).toBe(0);

  const other = await openScreen(browser, server, { path: '/', language: 'en' });
  await other.page.getByLabel('Name').fill('值班甲');
  await other.page.getByLabel('Password', { exact: true }).fill(password);
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await other.page.getByText('This password is good for once').waitFor();
  await other.page.getByLabel('Present password').fill(password);
  await other.page.getByLabel('New password', { exact: true }).fill(OWN);
  await other.page.getByLabel('New password again').fill(OWN);
  await other.page.getByRole('button', { name: 'Change the password' }).click();
  await other.page.locator('.frame-person').getByText('值班甲').waitFor();
  expect(await other.page.getByRole('link', { name: 'Accounts' }).count()).toBe(0);

  // Disabled by page -> that screen is at the way in again, by itself.
  await row.getByRole('button', { name: '停用' }).click();
  // What is asked has the focus, and the answer that changes nothing.
  await page.locator('[role=alertdialog] button:first-child:focus').waitFor();
  expect(await violationsOn(page, 'accounts, a question')).toEqual([]);
  await page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await row.getByText('已停用').waitFor();
  await other.page.getByText('Only those who are signed in may look here').waitFor();
  for (const one of [screen, other]) {
    expect(withoutRefusals(one.troubles)).toEqual([]);
    await one.close();
  }
});

it('a wall: made by page -> opened by its address, which it does not keep -> taken back: dark', async () => {
  const desk = await openScreen(browser, server, { path: '/accounts' });
  await signIn(desk.page, 'admin', OWN);
  await desk.page.getByLabel('大屏名称').fill('大厅');
  await desk.page.getByRole('button', { name: '新建大屏地址' }).click();
  const address = await desk.page.locator('.accounts-told output').innerText();
  expect(address).toMatch(/^http:.*\/wall\?token=[\w-]{43}$/);

  const wall = await openScreen(browser, server, { path: address });
  await wall.page.locator('.w-live').getByText('实时').waitFor();
  expect(new URL(wall.page.url()).search).toBe('');
  await wall.page.reload();
  await wall.page.locator('.w-live').getByText('实时').waitFor();
  await desk.page.locator('.accounts-walls').getByRole('button', { name: '收回' }).click();
  await desk.page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
  await desk.page.getByText('没有大屏').waitFor();
  await wall.page.getByText('登录后才能查看').waitFor();
  await wall.page.goto(address);
  await wall.page.getByText('此大屏的令牌无效').waitFor();
  for (const one of [desk, wall]) {
    expect(withoutRefusals(one.troubles)).toEqual([]);
    await one.close();
  }
});

it('the demo has its one click, marked as such, and accounts of its own', async () => {
  const demoPlace = makePlace();
  const demo = await demoPlace.start(ALL_PLACES);
  const screen = await openScreen(browser, demo, { path: '/sign-in' });
  await screen.page.getByText('演示：点选角色即可登录，无需密码').waitFor();
  await screen.page.locator('.sign-in-demo').getByRole('button', { name: '管理员' }).click();
  await screen.page.getByRole('link', { name: '账户' }).click();
  await screen.page.getByRole('button', { name: '新建账户' }).waitFor();
  expect(screen.troubles).toEqual([]);
  await screen.close();
  await demoPlace.remove();
});
