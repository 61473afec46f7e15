//! The use cases of certificates: issuing, resending and cancelling them, listing one's own or the bureau's,
//! registering receipt, and checking a print.

pub mod bounced;
pub mod cancel;
pub mod check;
pub mod issue;
pub mod receipt;
pub mod receipt_list;
pub mod resend;
pub mod search;
