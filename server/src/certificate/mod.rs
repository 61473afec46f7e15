//! Use cases of certificates: issuing them, listing one's own, registering receipt.

pub mod issue;
pub mod receipt;
pub mod receipt_list;
