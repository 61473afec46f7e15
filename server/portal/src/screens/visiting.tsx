// The screens that need no login, but for the top page and the login itself. One chunk of the bundle.
export { About } from './about';
export { ChangeEmail } from './change-email';
export { Check } from './check';
export { CounterRegistration } from './counter-registration';
export { ForgotPassword } from './forgot-password';
export { ForgotUserId } from './forgot-user-id';
export { NewRegistration } from './new-registration';
export { NotMe } from './not-me';
export { Notice } from './notice';
export { Notices } from './notices';
export { Procedures } from './procedures';
export { Register } from './register';
export { ResetPassword } from './reset-password';
export { SetPassword } from './set-first-password';
export { Terms } from './terms';
