//! What anyone may read: form rules, user types, error texts, and the state of a link (R45, R56, R58, R59, R61,
//! R63, R64, R85, R94-R101, R111).

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use entity::{
    account::{EmailAddress, PersonName, PhoneNumber, UserType as Column, password_policy, street},
    email_link,
};

use super::{request_context::RequestContext, user_error::ErrorCode};
use crate::graphql::{
    enums::UserType,
    language::Language,
    scalar::{Date, DateTime},
    texts::text,
};

/// The rules of the registration forms. Use them for hints and early checks; the server always decides.
#[derive(SimpleObject)]
pub struct RegistrationRules {
    /// The rules for the password.
    password: PasswordRules,
    /// The rule for the name, e.g. `HOUMU TARO`.
    name: TextRule,
    /// The rule for the telephone number, e.g. `0312345678`.
    phone_number: TextRule,
    /// The rule for the email address, e.g. `example@xxx.co.jp`.
    email: TextRule,
    /// The rule for the town name, street and house number; only the 2023 form asks for them.
    street: TextRule,
    /// The earliest date of birth that is accepted; only the 2023 form asks for it.
    birth_date_from: Date,
}

/// The rules for passwords. A password may contain A-Z, a-z, 0-9 and `symbols`.
#[derive(SimpleObject)]
pub struct PasswordRules {
    /// The smallest number of characters: 10.
    min_length: usize,
    /// The largest number of characters: 20.
    max_length: usize,
    /// The symbols that a password may contain, as one string: `$%&=@_#*+-?!`. A password needs at least one
    /// of them.
    symbols: String,
    /// The number of character classes that a password needs: all four of upper-case letter, lower-case
    /// letter, digit and symbol.
    classes: usize,
}

/// The rule for a text field.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct TextRule {
    /// The largest number of characters that may be typed: with the hyphens of a telephone number, and with
    /// half-width characters in a street. The server may still find the value too long once it is normalized.
    max_length: usize,
    /// A regular expression (ECMAScript) that every valid value matches. It means the same without a flag,
    /// with `u`, and with `v`.
    pattern: &'static str,
    /// A valid value to show beside the field.
    example: &'static str,
    /// The key of its hint.
    #[graphql(skip)]
    key: &'static str,
}

#[ComplexObject]
impl TextRule {
    /// The rule as a sentence.
    async fn hint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        text(RequestContext::of(ctx).language(language), self.key, &[])
    }
}

impl RegistrationRules {
    /// The rules in force.
    #[must_use]
    pub fn in_force() -> Self {
        let rule = |max_length, pattern, example, key| TextRule { max_length, pattern, example, key };
        Self {
            password: PasswordRules {
                min_length: password_policy::MIN_LENGTH,
                max_length: password_policy::MAX_LENGTH,
                symbols: password_policy::SYMBOLS.to_owned(),
                classes: 4,
            },
            name: rule(PersonName::MAX_LENGTH, PersonName::PATTERN, "HOUMU TARO", "hint-name"),
            phone_number: rule(
                PhoneNumber::MAX_TYPED,
                PhoneNumber::PATTERN,
                "0312345678",
                "hint-phone-number",
            ),
            email: rule(EmailAddress::MAX_LENGTH, EmailAddress::PATTERN, "example@xxx.co.jp", "hint-email"),
            street: rule(
                street::MAX_TYPED,
                "^[^\\u0000-\\u001f]+$",
                "１－１－１　緑ヶ関ハイツ２０２号",
                "hint-street",
            ),
            birth_date_from: Date(street::birth_dates_from()),
        }
    }
}

/// The registration form that offers a user type.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationFlow {
    /// The form of the 2025 manual, "UserRegistration": it opens from a link in an email.
    ByEmailLink,
    /// The form of the 2023 manual, "User information registration": the password is set later, with a link
    /// in an email.
    AtCounter,
}

/// A choice of "Please choose the user type".
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct UserTypeChoice {
    /// The value for the `type` field of the form.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The registration form that offers this choice.
    flow: RegistrationFlow,
    /// The part of its texts' keys that is its own.
    #[graphql(skip)]
    key: &'static str,
}

#[ComplexObject]
impl UserTypeChoice {
    /// The name of the choice.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let key = format!("user-type-{}-label", self.key);
        text(RequestContext::of(ctx).language(language), &key, &[])
    }

    /// A sentence that says who should choose it.
    async fn guide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let key = format!("user-type-{}-guide", self.key);
        text(RequestContext::of(ctx).language(language), &key, &[])
    }
}

impl UserTypeChoice {
    /// Returns all choices, those of the 2025 form first, in the order of that form.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let choice = |user_type: Column, flow| {
            let key = match user_type {
                Column::ForeignNational => "foreign-national",
                Column::LegalRepresentative => "legal-representative",
                Column::LegalSpecialist => "legal-specialist",
                Column::OrganizationStaff => "organization-staff",
                Column::CounterApplicant => "counter-applicant",
            };
            Self { user_type: user_type.into(), flow, key }
        };
        let by_link = Column::BY_EMAIL_LINK.map(|user_type| choice(user_type, RegistrationFlow::ByEmailLink));
        by_link.into_iter().chain([choice(Column::CounterApplicant, RegistrationFlow::AtCounter)]).collect()
    }
}

/// The purpose of a link in an email.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::email_link::Purpose")]
pub enum EmailLinkPurpose {
    /// To enter the user information on the "UserRegistration" screen.
    Registration,
    /// To set the first password, after the registration with the 2023 form.
    FirstPassword,
    /// To set a new password in place of a forgotten one.
    PasswordReset,
    /// To complete a change of the email address.
    EmailChange,
    /// To undo a change of the email address: "This was not me".
    Disavow,
}

/// Whether a link can be used, and if not, why.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailLinkState {
    /// The link can be used.
    Open,
    /// The link has expired: `expiresAt` has passed.
    Expired,
    /// The link has already been used.
    Used,
    /// A newer link has replaced this one. Only the link in the latest email works.
    Replaced,
    /// The account was changed since the email was sent, e.g. its password or its email address, and no newer
    /// email was sent. Offer the login, and "Forgot your password".
    Revoked,
    /// There is no such link: the token is incomplete or wrong.
    NotFound,
}

/// A link in an email. Querying it does not use it up.
#[derive(SimpleObject)]
pub struct EmailLink {
    /// Whether the link can be used.
    state: EmailLinkState,
    /// The purpose of the link; null if the state is `NOT_FOUND`.
    purpose: Option<EmailLinkPurpose>,
    /// When the link expires; null if the state is `NOT_FOUND`.
    expires_at: Option<DateTime>,
    /// The email address that the link was sent to; null unless it is an open link with the purpose
    /// `REGISTRATION`.
    email: Option<String>,
}

impl EmailLink {
    /// Builds the state of a link as of `now`; `found` is `None` for an unknown token.
    #[must_use]
    pub fn new(found: Option<email_link::Model>, now: chrono::DateTime<chrono::Utc>) -> Self {
        let Some(link) = found else {
            return Self { state: EmailLinkState::NotFound, purpose: None, expires_at: None, email: None };
        };
        let state = match link.state(now) {
            email_link::State::Open => EmailLinkState::Open,
            email_link::State::Expired => EmailLinkState::Expired,
            email_link::State::Used => EmailLinkState::Used,
            email_link::State::Replaced => EmailLinkState::Replaced,
            email_link::State::Revoked => EmailLinkState::Revoked,
        };
        let shows_address =
            state == EmailLinkState::Open && link.purpose == email_link::Purpose::Registration;
        Self {
            state,
            purpose: Some(link.purpose.into()),
            expires_at: Some(DateTime(link.expires_at)),
            email: shows_address.then_some(link.email),
        }
    }
}

/// An error code and its text.
#[derive(SimpleObject)]
pub struct ErrorMessage {
    /// The error code, e.g. `REQUIRED`.
    code: ErrorCode,
    /// The general text for the code. The `message` of an error in a response can be more precise, e.g.
    /// describe the format of the field.
    message: String,
}

impl ErrorMessage {
    /// Returns all codes with their texts, in the order of the schema.
    #[must_use]
    pub fn all(language: entity::language::Language) -> Vec<Self> {
        let codes = <ErrorCode as async_graphql::resolver_utils::EnumType>::items();
        codes.iter().map(|item| Self { code: item.value, message: item.value.message(language) }).collect()
    }
}
