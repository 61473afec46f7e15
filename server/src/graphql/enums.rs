//! Enums that both schemas use: user types (R58, R101), sexes (R95), sessions, receipts (R77, R80), outcomes.

use async_graphql::Enum;
use entity::audit::Outcome;

use super::words::words;

/// The user type: in what capacity the account holder uses the portal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::UserType")]
pub enum UserType {
    /// Foreign national (applicant) · 外国人本人
    ForeignNational,
    /// Legal Representative · 法定代理人等
    LegalRepresentative,
    /// Attorney/Administrative Procedures Legal Specialist · 弁護士・行政書士
    LegalSpecialist,
    /// Staff Member of the Organization · 所属機関等の職員
    OrganizationStaff,
    /// Applicant (at a counter) for electronic issuance of a certificate of eligibility. Only the 2023 form
    /// offers it.
    CounterApplicant,
}

/// The sex, as the forms ask for it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::Sex")]
pub enum Sex {
    /// 男 · Male
    Male,
    /// 女 · Female
    Female,
}

/// How the client receives the session token.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::session::Delivery")]
pub enum SessionDelivery {
    /// As a cookie. For browsers: scripts cannot read the cookie.
    Cookie,
    /// As `accessToken` in the response. For apps, which send it as `Authorization: Bearer …`. They
    /// also get a `deviceToken`, which they send as the header `Uketori-Device`.
    Bearer,
}

/// Whether receipt of the certificate has been registered.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::certificate::ReceiptStatus")]
pub enum ReceiptStatus {
    /// Receipt has not been registered. The list shows the button "Register Receipt".
    NotRegistered,
    /// Receipt has been registered. The list shows "Receipt Registration Completed".
    Registered,
    /// The bureau has cancelled the certificate. Its receipt can no longer be registered.
    Cancelled,
}

words! {
    /// How an action ended.
    EventOutcome = Outcome {
        /// The action was carried out.
        Success,
        /// The action was refused.
        Refused,
    }
}
