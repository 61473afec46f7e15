//! Use cases of certificates: issuing, sending again and cancelling them, listing one's own or
//! the bureau's, registering receipt.

pub mod bureau_list;
pub mod cancel;
pub mod issue;
pub mod receipt;
pub mod receipt_list;
pub mod resend;
