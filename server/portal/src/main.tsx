// The portal: the frame, and a screen for each address. Two groups of screens are chunks of their own.
import { render } from 'preact';
import lazy from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { AccountNotices } from './frame/account-notices';
import { Footer } from './frame/footer';
import { Header } from './frame/header';
import { setScheme, scheme } from './visitor/scheme';
import { isPrivate, loadFrame, replacedBy } from './visitor/visitor';
import { recall } from './kept';
import { Home } from './screens/home';
import { LoginPage } from './screens/login';
import { LogoutPage } from './screens/logout';
import { NotFound, Unloaded } from './screens/not-found';
import { ReplacedBy } from './screens/stale';
import { useStore } from './store';
import { takeFragment } from './task/fragment';
import { firstLanguage, speak } from './texts/speech';

takeFragment();

const visiting = () => import('./screens/visiting');
const account = () => import('./screens/account');

/** A screen of a chunk. If the chunk cannot be loaded, e.g. because a newer build has replaced it, the page says so. */
const lazily = <Group extends object, Name extends keyof Group>(load: () => Promise<Group>, name: Name) =>
  lazy(() =>
    load().then(
      (group) => group[name],
      () => Unloaded as Group[Name],
    ),
  );

const About = lazily(visiting, 'About');
const ChangeEmail = lazily(visiting, 'ChangeEmail');
const Check = lazily(visiting, 'Check');
const CounterRegistration = lazily(visiting, 'CounterRegistration');
const ForgotPassword = lazily(visiting, 'ForgotPassword');
const ForgotUserId = lazily(visiting, 'ForgotUserId');
const NewRegistration = lazily(visiting, 'NewRegistration');
const NotMe = lazily(visiting, 'NotMe');
const Notice = lazily(visiting, 'Notice');
const Notices = lazily(visiting, 'Notices');
const Procedures = lazily(visiting, 'Procedures');
const Register = lazily(visiting, 'Register');
const ResetPassword = lazily(visiting, 'ResetPassword');
const SetPassword = lazily(visiting, 'SetPassword');
const Terms = lazily(visiting, 'Terms');

const Data = lazily(account, 'Data');
const Details = lazily(account, 'Details');
const EmailChange = lazily(account, 'EmailChange');
const MyPage = lazily(account, 'MyPage');
const OtherChange = lazily(account, 'OtherChange');
const PasswordChange = lazily(account, 'PasswordChange');
const Receipts = lazily(account, 'Receipts');
const Security = lazily(account, 'Security');

function Screens() {
  return (
    <Router>
      <Route path="/" component={Home} />
      <Route path="/notices" component={Notices} />
      <Route path="/notices/:id" component={Notice} />
      <Route path="/procedures" component={Procedures} />
      <Route path="/terms" component={Terms} />
      <Route path="/about" component={About} />
      <Route path="/login" component={LoginPage} />
      <Route path="/logout" component={LogoutPage} />
      <Route path="/forgot-user-id" component={ForgotUserId} />
      <Route path="/forgot-password" component={ForgotPassword} />
      <Route path="/reset-password" component={ResetPassword} />
      <Route path="/new-registration" component={NewRegistration} />
      <Route path="/register" component={Register} />
      <Route path="/counter-registration" component={CounterRegistration} />
      <Route path="/set-password" component={SetPassword} />
      <Route path="/receipts" component={Receipts} />
      <Route path="/my-page" component={MyPage} />
      <Route path="/my-page/details" component={Details} />
      <Route path="/my-page/email" component={EmailChange} />
      <Route path="/my-page/password" component={PasswordChange} />
      <Route path="/my-page/other" component={OtherChange} />
      <Route path="/my-page/security" component={Security} />
      <Route path="/my-page/data" component={Data} />
      <Route path="/change-email" component={ChangeEmail} />
      <Route path="/not-me" component={NotMe} />
      <Route path="/check" component={Check} />
      <Route default component={NotFound} />
    </Router>
  );
}

function App() {
  const other = useStore(replacedBy);
  return (
    <LocationProvider>
      <Header />
      <AccountNotices />
      {other === null ? <Screens /> : <ReplacedBy userId={other} />}
      <Footer />
    </LocationProvider>
  );
}

/** The chunk of the address is fetched together with the texts, not after them. */
const needsLogin = isPrivate(location.pathname);
const isFirst = ['/', '/login', '/logout'].includes(location.pathname);
const early = needsLogin ? account() : isFirst ? null : visiting();
early?.catch(() => null);

/** Without texts in the person's language, those of the shell stay: they name the help desk. */
async function start(): Promise<void> {
  setScheme(scheme.get());
  await speak(firstLanguage(recall('language')));
  const place = document.getElementById('portal')!;
  place.textContent = '';
  render(<App />, place);
  await loadFrame();
  // What the next click probably needs.
  if (!needsLogin) void visiting().catch(() => null);
}

start().catch(() => document.getElementById('portal')?.classList.add('failed'));
