//! Registration by the 2025 manual: address, mail with a link, user information, user ID (R49-R69).
//!
//! Whether an address is known already changes nothing here: addresses may be shared (I16), and no
//! answer tells. The password is hashed before the transaction; the link is used up inside it.

use chrono::{DateTime, Utc};
use entity::{
    account::{
        self, AccountId, ColorScheme, EmailAddress, Password, PersonName, PhoneNumber, UserId, UserType,
    },
    email_link::{self, Purpose, State},
    idempotency,
    input::Fault,
    language::Language,
    outbox::{self, Mail},
};
use rand::Rng;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TryInsertResult,
    entity::prelude::*,
};

use super::{FieldFault, Form, password_hash::Overloaded};
use crate::{app::App, terms};

/// Why a registration could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The key came with other input before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// The database did not answer.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// Why a registration could not be completed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The link does not work, fields are wrong, or both.
    #[error("the link or fields are wrong")]
    Refused {
        /// What is wrong with the link, if anything.
        link: Option<LinkFault>,
        /// What is wrong with the fields.
        faults: Vec<FieldFault>,
    },
    /// Too many are being served.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database did not answer.
    #[error("could not read or write the registration")]
    Database(#[from] DbErr),
}

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// There is no such link, or it is for something else.
    Unknown,
    /// Its lifetime is over (R57).
    Expired,
    /// It was used up.
    Used,
    /// A newer one took its place (I18).
    Replaced,
}

/// What the "Email address input" screen sends (R54).
pub struct Start<'a> {
    /// The address.
    pub email: &'a str,
    /// The address again.
    pub email_confirmation: &'a str,
    /// The version of the terms behind "Agree" (R52).
    pub agreed_terms_version: &'a str,
    /// The language of the mail.
    pub language: Language,
    /// Makes the request repeatable.
    pub idempotency_key: Option<&'a str>,
}

/// What the "UserRegistration" screen sends (R61).
pub struct Complete<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The user type.
    pub user_type: Option<UserType>,
    /// The name.
    pub name: &'a str,
    /// The telephone number.
    pub phone_number: &'a str,
    /// The password.
    pub password: &'a str,
    /// The password again.
    pub password_confirmation: &'a str,
}

/// Details that were found good: what "User registration confirmation" shows (R67).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The user type.
    pub user_type: UserType,
    /// The name.
    pub name: PersonName,
    /// The telephone number.
    pub phone_number: PhoneNumber,
    /// The address that the link was sent to.
    pub email: String,
}

/// A completed registration (R68, R69).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The new user ID.
    pub user_id: String,
    /// Where it was sent.
    pub sent_to: String,
}

/// Sends a mail with a link to the address (R55); returns the address.
pub async fn start(app: &App, input: Start<'_>, now: DateTime<Utc>) -> Result<EmailAddress, StartError> {
    let email = check_start(&input)?;
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
    let nonce = nonce(&mut rand::rng());
    let tx = migration::database::write(&app.db).await?;
    if let Some(key) = input.idempotency_key.filter(|key| !key.is_empty()) {
        let parts = [email.as_str(), input.agreed_terms_version, input.language.tag()];
        if !first_use(&tx, idempotency::used("startRegistration", key, &parts, now)).await? {
            return Ok(email);
        }
    }
    one_at_a_time(&tx, &email.key()).await?;
    email_link::replace(Purpose::Registration, &email.key(), now).exec(&tx).await?;
    let link = email_link::ActiveModel {
        id: Set(Uuid::now_v7()),
        purpose: Set(Purpose::Registration),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        account_id: Set(None),
        language: Set(input.language),
        terms_version: Set(Some(input.agreed_terms_version.to_owned())),
        terms_agreed_at: Set(Some(now)),
        nonce: Set(nonce),
        key_id: Set(None),
        digest: Set(None),
        created_at: Set(now),
        sent_at: Set(None),
        expires_at: Set(email_link::expires_unsent(Purpose::Registration, now)),
        consumed_at: Set(None),
        replaced_at: Set(None),
    };
    let mail = Mail::RegistrationLink { link: *link.id.as_ref() };
    email_link::Entity::insert(link).exec_without_returning(&tx).await?;
    outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now)).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(email)
}

fn check_start(input: &Start<'_>) -> Result<EmailAddress, StartError> {
    let mut form = Form::default();
    let email = form.take("email", EmailAddress::parse(input.email));
    let is_equal = email.is_none() || EmailAddress::parse(input.email_confirmation).ok() == email;
    form.confirm("emailConfirmation", input.email_confirmation, is_equal);
    form.take("agreedTermsVersion", terms::check_agreed(input.agreed_terms_version));
    if input.idempotency_key.is_some_and(|key| key.chars().count() > idempotency::MAX_LENGTH) {
        form.take("idempotencyKey", Err::<(), _>(Fault::TooLong { max: idempotency::MAX_LENGTH }));
    }
    match (email, form.faults()) {
        (Some(email), faults) if faults.is_empty() => Ok(email),
        (_, faults) => Err(StartError::Input(faults)),
    }
}

/// Lets requests for one address pass one by one, so that each sees and replaces the link of the one
/// before (I18). SQLite does so by itself.
async fn one_at_a_time(tx: &DatabaseTransaction, email_key: &str) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended('registration:' || $1, 0))";
        tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, [email_key.into()]))
            .await?;
    }
    Ok(())
}

/// Whether the key is new; a used one is fine with the same input, and an error with another.
async fn first_use(tx: &DatabaseTransaction, key: idempotency::ActiveModel) -> Result<bool, StartError> {
    let (digest, input_digest) = (key.digest.as_ref().clone(), key.input_digest.as_ref().clone());
    idempotency::forget(&digest, *key.created_at.as_ref()).exec(tx).await?;
    let inserted = idempotency::Entity::insert(key)
        .on_conflict_do_nothing_on([idempotency::Column::Digest])
        .exec(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(true);
    }
    let used = idempotency::Entity::find_by_id(digest).one(tx).await?;
    match used {
        Some(used) if used.input_digest == input_digest => Ok(false),
        _ => Err(StartError::IdempotencyKeyReused),
    }
}

/// Checks what was entered, and changes nothing: "Proceed to Confirmation" (R66, R67).
pub async fn validate(
    app: &App,
    input: &Complete<'_>,
    now: DateTime<Utc>,
) -> Result<Confirmation, CompleteError> {
    let (link, confirmation, _) = check(app, input, now).await?;
    match fault_of(&link, now) {
        None => Ok(confirmation),
        link => Err(CompleteError::Refused { link, faults: Vec::new() }),
    }
}

/// Registers the user and sends the user ID (R68, R69). The same link with the same input gets the
/// same answer again for ten minutes; with other input it is used up.
pub async fn complete(
    app: &App,
    input: &Complete<'_>,
    now: DateTime<Utc>,
) -> Result<Registered, CompleteError> {
    let (link, confirmation, password) = check(app, input, now).await?;
    if fault_of(&link, now).is_some() {
        return replay(app, link, &confirmation, password, now).await;
    }
    let hash = app.hasher.hash(password.clone()).await?;
    if let Some(registered) = register(app, input.token, &link, &confirmation, hash, now).await? {
        Ok(registered)
    } else {
        // Another request used the link up meanwhile: perhaps the same click, sent twice.
        let (link, confirmation, password) = check(app, input, now).await?;
        replay(app, link, &confirmation, password, now).await
    }
}

/// The link and the details; all faults of the form are answered together with the link's (R66).
async fn check(
    app: &App,
    input: &Complete<'_>,
    now: DateTime<Utc>,
) -> Result<(email_link::Model, Confirmation, Password), CompleteError> {
    let mut form = Form::default();
    let offered = match input.user_type {
        None => Err(Fault::Required),
        Some(user_type) if UserType::BY_EMAIL_LINK.contains(&user_type) => Ok(user_type),
        Some(_) => Err(Fault::NotInList),
    };
    let user_type = form.take("type", offered);
    let name = form.take("name", PersonName::parse(input.name));
    let phone_number = form.take("phoneNumber", PhoneNumber::parse(input.phone_number));
    let password = form.take_all("password", Password::choose(input.password));
    let is_equal = input.password == input.password_confirmation;
    form.confirm("passwordConfirmation", input.password_confirmation, is_equal);
    let link = if email_link::is_token(input.token) {
        email_link::by_token(input.token).one(&app.db).await?
    } else {
        None
    };
    let link = link.filter(|link| link.purpose == Purpose::Registration);
    let faults = form.faults();
    match (link, user_type.zip(name).zip(phone_number).zip(password)) {
        (Some(link), Some((((user_type, name), phone_number), password))) if faults.is_empty() => {
            let email = link.email.clone();
            Ok((link, Confirmation { user_type, name, phone_number, email }, password))
        }
        (None, _) => Err(CompleteError::Refused { link: Some(LinkFault::Unknown), faults }),
        (Some(link), _) => Err(CompleteError::Refused { link: fault_of(&link, now), faults }),
    }
}

fn fault_of(link: &email_link::Model, now: DateTime<Utc>) -> Option<LinkFault> {
    match link.state(now) {
        State::Open => None,
        State::Expired => Some(LinkFault::Expired),
        State::Used => Some(LinkFault::Used),
        State::Replaced => Some(LinkFault::Replaced),
    }
}

/// Makes the account; `None` when the link was used up by another request first.
async fn register(
    app: &App,
    token: &str,
    link: &email_link::Model,
    details: &Confirmation,
    hash: String,
    now: DateTime<Utc>,
) -> Result<Option<Registered>, DbErr> {
    let tx = migration::database::write(&app.db).await?;
    let id = AccountId(Uuid::now_v7());
    let user_id = insert_account(&tx, id, link, details, hash, now).await?;
    let consumed = email_link::consume(token, Purpose::Registration, id, now).exec(&tx).await?;
    if consumed.rows_affected == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    let mail = Mail::UserIdIssued { account: id };
    outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now)).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(Some(Registered { user_id: user_id.as_str().to_owned(), sent_to: link.email.clone() }))
}

/// Inserts the account under a user ID that nobody has; a collision is about one in 10⁶ for a
/// million accounts, and draws again.
async fn insert_account(
    tx: &DatabaseTransaction,
    id: AccountId,
    link: &email_link::Model,
    details: &Confirmation,
    hash: String,
    now: DateTime<Utc>,
) -> Result<UserId, DbErr> {
    let mut row = account::ActiveModel {
        id: Set(id),
        user_id: Set(String::new()),
        user_type: Set(details.user_type),
        name: Set(details.name.as_str().to_owned()),
        email: Set(link.email.clone()),
        email_key: Set(link.email_key.clone()),
        phone_number: Set(details.phone_number.as_str().to_owned()),
        password_hash: Set(Some(hash)),
        password_version: Set(1),
        language: Set(link.language),
        color_scheme: Set(ColorScheme::Standard),
        terms_version: Set(link.terms_version.clone().unwrap_or_default()),
        terms_agreed_at: Set(link.terms_agreed_at.unwrap_or(link.created_at)),
        registered_at: Set(now),
        logged_in_at: Set(None),
        previous_login_at: Set(None),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
        failed_since_login: Set(0),
        failed_before_login: Set(0),
        closed_at: Set(None),
    };
    for _ in 0..5 {
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own numbers")]
        let user_id = UserId::generate(&mut rand::rng());
        row.user_id = Set(user_id.as_str().to_owned());
        let inserted = account::Entity::insert(row.clone())
            .on_conflict_do_nothing_on([account::Column::UserId])
            .exec_without_returning(tx)
            .await?;
        // A conflict inserts no row, and is no error here.
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(user_id);
        }
    }
    Err(DbErr::Custom("five user IDs in a row were taken".to_owned()))
}

/// The answer to a link that does not work any more: the first answer again, for the same input.
async fn replay(
    app: &App,
    link: email_link::Model,
    details: &Confirmation,
    password: Password,
    now: DateTime<Utc>,
) -> Result<Registered, CompleteError> {
    let refused = || CompleteError::Refused { link: fault_of(&link, now), faults: Vec::new() };
    let is_recent = link.consumed_at.is_some_and(|at| now < at + email_link::REPLAY);
    let Some(account) = link.account_id.filter(|_| is_recent) else { return Err(refused()) };
    let account = account::Entity::find_by_id(account).one(&app.db).await?.ok_or_else(refused)?;
    let is_same = account.user_type == details.user_type
        && account.name == details.name.as_str()
        && account.phone_number == details.phone_number.as_str();
    if is_same && app.hasher.verify(password, account.password_hash).await? {
        Ok(Registered { user_id: account.user_id, sent_to: link.email })
    } else {
        Err(refused())
    }
}

fn nonce(rng: &mut impl Rng) -> Vec<u8> {
    let mut nonce = vec![0; 16];
    rng.fill_bytes(&mut nonce);
    nonce
}
