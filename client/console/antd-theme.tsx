import { App, ConfigProvider, theme as antdTheme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState, type ReactNode } from 'react';
import { language } from '../i18n/index.ts';
import { useTheme } from '../theme-context.tsx';
import { FONT } from '../theme.ts';

/** The size of the letters on the pages that people sit at, in px: 14 at 1920, 28 at 3840. The style sheet says the same. */
export const letterPx = (viewportPx: number): number => Math.min(30, Math.max(14, viewportPx * 0.0073));

/** The letter size of this window, kept up with its width. */
export function useLetterPx(): number {
  const [px, setPx] = useState(() => letterPx(window.innerWidth));
  useEffect(() => {
    const measure = (): void => setPx(letterPx(window.innerWidth));
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return px;
}

/** Gives the components of the console the page's colours, language and size of letters. */
export function ConsoleTheme({ children }: { readonly children: ReactNode }): ReactNode {
  const theme = useTheme();
  const px = useLetterPx();
  return (
    <ConfigProvider
      locale={language() === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: theme.name === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        token: {
          fontFamily: FONT,
          fontSize: px,
          controlHeight: px * 2.1,
          borderRadius: 2,
          motion: false,
          colorPrimary: theme.text2,
          // Level colours are kept for levels.
          colorWarning: theme.text,
          colorError: theme.text,
          colorText: theme.text,
          colorTextSecondary: theme.text2,
          colorTextPlaceholder: theme.text3,
          colorTextDisabled: theme.text3,
          colorBgBase: theme.ground,
          colorBgContainer: theme.panel,
          colorBgElevated: theme.panel,
          colorBorder: theme.line,
          colorBorderSecondary: theme.line,
          colorLink: theme.text,
        },
        components: {
          // The edge of a field is all that shows where it is.
          Input: { colorBorder: theme.normal },
          Select: { colorBorder: theme.normal },
          Button: { primaryColor: theme.ground, colorPrimary: theme.text, colorPrimaryHover: theme.text2 },
        },
      }}
    >
      <App className="console-app">{children}</App>
    </ConfigProvider>
  );
}
