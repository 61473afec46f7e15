//! What anyone may read: rules, choices, terms, texts, and the state of a link.

use async_graphql::{Enum, SimpleObject};
use entity::{
    account::{EmailAddress, PersonName, PhoneNumber, UserType as Column, password_policy, street},
    email_link,
};

use super::{
    account::UserType,
    language::Language,
    scalar::{Date, DateTime},
    texts::text,
    user_error::ErrorCode,
};
use crate::terms::{self, Terms};

/// The rules of the registration form, so that no client has to know them by heart.
#[derive(SimpleObject)]
pub struct RegistrationRules {
    /// The password's (R63, R64).
    password: PasswordRules,
    /// The name's (R94).
    name: TextRule,
    /// The telephone number's (R99).
    phone_number: TextRule,
    /// The e-mail address's (R100).
    email: TextRule,
    /// The street address's (R98); only the 2023 form asks for it.
    street: TextRule,
    /// The earliest date of birth (R96); only the 2023 form asks for it.
    birth_date_from: Date,
}

/// The rule of a password (R63, R64).
#[derive(SimpleObject)]
pub struct PasswordRules {
    /// The fewest characters.
    min_length: usize,
    /// The most characters.
    max_length: usize,
    /// The symbols that may be used, and of which there must be one.
    symbols: String,
    /// How many kinds of character there must be: upper case, lower case, number, symbol.
    classes: usize,
}

/// The rule of a text field.
#[derive(SimpleObject)]
pub struct TextRule {
    /// The most characters, after what the server tidies up.
    max_length: usize,
    /// A regular expression (ECMAScript) that a good value matches.
    pattern: &'static str,
    /// An example.
    example: &'static str,
    /// The rule in words.
    hint: String,
}

impl RegistrationRules {
    /// The rules, with hints in `language`.
    #[must_use]
    pub fn new(language: entity::language::Language) -> Self {
        let rule = |max_length, pattern, example, key| TextRule {
            max_length,
            pattern,
            example,
            hint: text(language, key, &[]),
        };
        Self {
            password: PasswordRules {
                min_length: password_policy::MIN_LENGTH,
                max_length: password_policy::MAX_LENGTH,
                symbols: password_policy::SYMBOLS.to_owned(),
                classes: 4,
            },
            name: rule(PersonName::MAX_LENGTH, PersonName::PATTERN, "HOUMU TARO", "hint-name"),
            phone_number: rule(
                PhoneNumber::MAX_DIGITS,
                PhoneNumber::PATTERN,
                "0312345678",
                "hint-phone-number",
            ),
            email: rule(EmailAddress::MAX_LENGTH, EmailAddress::PATTERN, "example@xxx.co.jp", "hint-email"),
            street: rule(
                street::MAX_LENGTH,
                "^[^\\u0000-\\u001f]+$",
                "１－１－１　緑ヶ関ハイツ２０２号",
                "hint-street",
            ),
            birth_date_from: Date(street::birth_dates_from()),
        }
    }
}

/// Which form offers a user type.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationFlow {
    /// The 2025 form: address first, then a link.
    ByEmailLink,
    /// The 2023 form: details first, password by a link.
    AtCounter,
}

/// A choice of "Please choose the user type" (R58, R59, R101).
#[derive(SimpleObject)]
pub struct UserTypeChoice {
    /// The type.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The form that offers it.
    flow: RegistrationFlow,
    /// Its name.
    label: String,
    /// Who should choose it.
    guide: String,
}

impl UserTypeChoice {
    /// All choices, those of the 2025 form first, in its order.
    #[must_use]
    pub fn all(language: entity::language::Language) -> Vec<Self> {
        let choice = |user_type: Column, flow| {
            let name = match user_type {
                Column::ForeignNational => "foreign-national",
                Column::LegalRepresentative => "legal-representative",
                Column::LegalSpecialist => "legal-specialist",
                Column::OrganizationStaff => "organization-staff",
                Column::CounterApplicant => "counter-applicant",
            };
            Self {
                user_type: user_type.into(),
                flow,
                label: text(language, &format!("user-type-{name}-label"), &[]),
                guide: text(language, &format!("user-type-{name}-guide"), &[]),
            }
        };
        let by_link = Column::BY_EMAIL_LINK.map(|user_type| choice(user_type, RegistrationFlow::ByEmailLink));
        by_link.into_iter().chain([choice(Column::CounterApplicant, RegistrationFlow::AtCounter)]).collect()
    }
}

/// The terms of use (R50, R51).
#[derive(SimpleObject)]
pub struct TermsOfUse {
    /// The version in force; send it back as `agreedTermsVersion`.
    version: &'static str,
    /// The language of `body`: Japanese and English are there, others read the English one.
    language: Language,
    /// Whether this is the Japanese text, which prevails.
    is_original: bool,
    /// The text, in Markdown.
    body: &'static str,
}

impl From<Terms> for TermsOfUse {
    fn from(terms: Terms) -> Self {
        let Terms { language, is_original, body } = terms;
        Self { version: terms::VERSION, language: language.into(), is_original, body }
    }
}

/// What a link in a mail is for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::email_link::Purpose")]
pub enum EmailLinkPurpose {
    /// To enter the user information (R56).
    Registration,
    /// To set the first password (R111).
    FirstPassword,
    /// To set the password again (R45).
    PasswordReset,
    /// To complete a change of address (R85).
    EmailChange,
    /// To say that a change was not one's own.
    Disavow,
}

/// What has become of a link.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailLinkState {
    /// It works.
    Open,
    /// Its time is over.
    Expired,
    /// It was used up.
    Used,
    /// A newer request made a newer link.
    Replaced,
    /// There is no such link.
    Unknown,
}

/// A link in a mail. Looking at it does not use it up.
#[derive(SimpleObject)]
pub struct EmailLink {
    /// What has become of it.
    state: EmailLinkState,
    /// What it is for; null when it is unknown.
    purpose: Option<EmailLinkPurpose>,
    /// Until when it works; null when it is unknown.
    expires_at: Option<DateTime>,
    /// The address that it was sent to; only for an open link of the registration (R61).
    email: Option<String>,
}

impl EmailLink {
    /// The link behind a token, as seen at `now`.
    #[must_use]
    pub fn new(found: Option<email_link::Model>, now: chrono::DateTime<chrono::Utc>) -> Self {
        let Some(link) = found else {
            return Self { state: EmailLinkState::Unknown, purpose: None, expires_at: None, email: None };
        };
        let state = match link.state(now) {
            email_link::State::Open => EmailLinkState::Open,
            email_link::State::Expired => EmailLinkState::Expired,
            email_link::State::Used => EmailLinkState::Used,
            email_link::State::Replaced => EmailLinkState::Replaced,
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

/// A code and its text.
#[derive(SimpleObject)]
pub struct ErrorMessage {
    /// The code.
    code: ErrorCode,
    /// Its text where no field is known.
    message: String,
}

impl ErrorMessage {
    /// All codes, in the order of the schema.
    #[must_use]
    pub fn all(language: entity::language::Language) -> Vec<Self> {
        let codes = <ErrorCode as async_graphql::resolver_utils::EnumType>::items();
        codes.iter().map(|item| Self { code: item.value, message: item.value.message(language) }).collect()
    }
}
