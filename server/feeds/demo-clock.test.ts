import { expect, test } from 'vitest';
import { createDemoClock } from './demo-clock.ts';

const START = 1_000_000_000_000;

test('runs through its past, then in real time, and never ahead of what was delivered', () => {
  let now = START;
  const clock = createDemoClock({ wall: { now: () => now }, leadMs: 1_000_000, catchUpMs: 1000, speed: 1 });
  expect(clock.present).toBe(START + 1000);
  expect(clock.now()).toBe(clock.present - 1_000_000);
  now += 500;
  expect(clock.target()).toBe(clock.present - 500_000);
  expect(clock.now()).toBe(clock.present - 1_000_000);
  clock.reach(clock.target());
  expect(clock.now()).toBe(clock.present - 500_000);
  expect(clock.speed()).toBe(1000);
  now = clock.present + 7;
  clock.reach(clock.target());
  expect(clock.now()).toBe(clock.present + 7);
  expect(clock.speed()).toBe(1);
});

test('without a past it starts at the present', () => {
  let now = START;
  const clock = createDemoClock({ wall: { now: () => now }, leadMs: 0, catchUpMs: 1000, speed: 60 });
  expect(clock.now()).toBe(START);
  now += 10;
  expect(clock.target()).toBe(START + 600);
});

test('does not go back', () => {
  const clock = createDemoClock({ wall: { now: () => START }, leadMs: 0, catchUpMs: 1000, speed: 1 });
  clock.reach(START + 10);
  clock.reach(START + 5);
  expect(clock.now()).toBe(START + 10);
});

test('another speed counts from now on; at 0 the clock stands; both wait for the present', () => {
  let now = START;
  const clock = createDemoClock({ wall: { now: () => now }, leadMs: 60_000, catchUpMs: 1000, speed: 10 });
  clock.setSpeed(20);
  now += 500;
  expect(clock.target()).toBe(START + 1000 - 30_000);
  now += 1500;
  expect(clock.target()).toBe(START + 1000 + 20_000);
  clock.setSpeed(0);
  now += 60_000;
  expect(clock.target()).toBe(START + 1000 + 20_000);
  clock.setSpeed(1);
  now += 5000;
  expect(clock.target()).toBe(START + 1000 + 25_000);
});
