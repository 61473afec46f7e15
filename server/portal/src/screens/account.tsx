// The screens that need a login: the receipts (§5) and "My page" (§6). One chunk of the bundle.
export { Data } from './data';
export { Details } from './details';
export { EmailChange } from './email-change';
export { MyPage } from './my-page';
export { OtherChange } from './other-change';
export { PasswordChange } from './password-change';
export { Receipts } from './receipts';
export { Security } from './security';
