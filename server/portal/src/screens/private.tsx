// A screen that needs a login. Without one the login stands in its place, and the screen follows at the same address
// (R72, I28).
import type { ComponentChildren } from 'preact';
import { useStore } from '../store';
import { useTexts } from '../texts/speech';
import { Login } from './login';
import { Loading } from '../ui/loading';
import { Screen } from '../ui/screen';
import { TroubleBanner } from '../ui/trouble';
import { frame, loadFrame } from '../visitor/visitor';

export function Private({ children }: { children: ComponentChildren }) {
  const t = useTexts();
  const { viewer, isKnown, trouble } = useStore(frame);
  if (viewer) return <>{children}</>;
  if (!isKnown) {
    // P42: nobody knows yet whether somebody is logged in.
    return (
      <Screen key="unknown" title={trouble ? t('not-available') : t('login-title')}>
        <TroubleBanner trouble={trouble} again={() => void loadFrame()} />
        {trouble ? null : <Loading />}
      </Screen>
    );
  }
  return <Login />;
}
