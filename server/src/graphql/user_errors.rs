//! The common shape of all error types: code, message, path, and the fields of the single type.

/// Defines one type per kind of error. `ErrorCode` resolves to the one of the schema that invokes the macro.
macro_rules! user_errors {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject, Clone, Debug)]
        pub struct $name {
            /// The code of the error. A code never changes, so programs can rely on it.
            pub code: ErrorCode,
            /// The message for the person, in the language of the request. Show it as it is.
            pub message: String,
            /// The path of the field, e.g. `["input", "email"]`; empty if it concerns the whole request.
            pub path: Vec<String>,
            $($(#[$field_doc])* pub $field: $ty,)*
        }
    )*};
}

pub(crate) use user_errors;
