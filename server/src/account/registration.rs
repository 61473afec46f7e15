//! Registration according to the 2025 manual: address, mail with a link, user information, user ID (R49-R69).
//!
//! It makes no difference whether an address is already in use: accounts may share one (I16), and no answer
//! reveals it. The password is hashed before the transaction; the link is used up inside it.

use chrono::{DateTime, Utc};
use entity::{
    account::{
        self, About, AccountId, EmailAddress, NewAccount, Password, PersonName, PhoneNumber, UserType,
    },
    audit::Action,
    email_link::{self, Purpose},
    input::ValidationError,
    language::Language,
    outbox::Mail,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::{
    Form, NewPassword,
    link::{self, LinkError, LinkFault},
    link_request::{self, Request, RequestError},
    new_account, queue_mail,
};
use crate::{
    app::App,
    audit,
    idempotency::{self, Makes, Once},
    rate_limit::Limit,
    request_info::RequestInfo,
    terms,
};

/// The input of the "Email address input" screen (R54).
pub struct Start<'a> {
    /// The new user's e-mail address.
    pub email: &'a str,
    /// The e-mail address, typed a second time.
    pub email_confirmation: &'a str,
    /// The version of the terms that "Agree" accepted (R52).
    pub agreed_terms_version: &'a str,
    /// The language of the mail with the link.
    pub language: Language,
    /// The idempotency key, if the client sent one.
    pub idempotency_key: Option<&'a str>,
}

/// The input of the "UserRegistration" screen (R61).
pub struct Complete<'a> {
    /// The token from the link in the mail.
    pub token: &'a str,
    /// The user type; self-registration allows only some (`UserType::BY_EMAIL_LINK`).
    pub user_type: Option<UserType>,
    /// The name, in the form that [`PersonName`] accepts.
    pub name: &'a str,
    /// The telephone number, in the form that [`PhoneNumber`] accepts.
    pub phone_number: &'a str,
    /// The password of the new account.
    pub new_password: NewPassword<'a>,
}

/// Validated details, as "User registration confirmation" displays them (R67).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The user type; self-registration allows only some (`UserType::BY_EMAIL_LINK`).
    pub user_type: UserType,
    /// The name, in the form that [`PersonName`] accepts.
    pub name: PersonName,
    /// The telephone number, in the form that [`PhoneNumber`] accepts.
    pub phone_number: PhoneNumber,
    /// The address that the link was sent to.
    pub email: String,
}

/// A link, and the details that were entered behind it, all of them valid.
struct Checked {
    link: email_link::Model,
    confirmation: Confirmation,
    password: Password,
}

/// A completed registration (R68, R69).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The new user ID, e.g. `hdlpf38617`.
    pub user_id: String,
    /// The address that the user ID was sent to.
    pub sent_to: String,
}

/// A link that was requested for an address, and when it expires if its mail is sent at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The address to which the link is sent.
    pub sent_to: EmailAddress,
    /// When the link expires.
    pub link_expires_at: DateTime<Utc>,
}

/// Sends a mail with a link to the address (R55). The answer is the same whether the address is in use.
pub async fn start(app: &App, input: Start<'_>, info: &RequestInfo) -> Result<Started, RequestError> {
    let now = info.now;
    let email = check_start(&input)?;
    let parts = [email.as_str(), input.agreed_terms_version, input.language.tag()];
    let address = email.key();
    let device = link_request::known_device(app, info, &address).await?;
    let by_client = Limit::RegistrationAddress(info.client, &email);
    let limits = link_request::limits(device, [Limit::RegistrationClient(info.client), by_client]);
    let mut link = link::new(app, Purpose::Registration, &email, input.language, now);
    link.terms_version = Set(Some(input.agreed_terms_version.to_owned()));
    link.terms_agreed_at = Set(Some(now));
    link.known_device_id = Set(device);
    link.requester = Set(Some(email_link::requester(&info.client.network(), &email)));
    let operation = idempotency::visitor("startRegistration", &parts);
    let (key, makes) = (input.idempotency_key, Makes::link(&link));
    let once = Once { operation: &operation, key, input: &parts, makes };
    let request = Request {
        link,
        mail: |link| Mail::RegistrationLink { link },
        event: info.event(Action::RegistrationStarted),
    };
    let recorded = link_request::record_once(app, request, once, &limits, info).await?;
    Ok(Started { sent_to: email, link_expires_at: recorded.link_expires_at })
}

fn check_start(input: &Start<'_>) -> Result<EmailAddress, RequestError> {
    let mut form = Form::default();
    let email = form.take_email(input.email, input.email_confirmation);
    form.take("agreedTermsVersion", terms::check_agreed(input.agreed_terms_version));
    form.take_idempotency_key(input.idempotency_key);
    match (email, form.faults()) {
        (Some(email), faults) if faults.is_empty() => Ok(email),
        (_, faults) => Err(RequestError::Input(faults)),
    }
}

/// Validates the input without changing anything: "Proceed to Confirmation" (R66, R67).
pub async fn validate(
    app: &App,
    input: &Complete<'_>,
    info: &RequestInfo,
) -> Result<Confirmation, LinkError> {
    let now = info.now;
    link::admit(app, info).await?;
    let Checked { link, confirmation, .. } = check(app, input, now).await?;
    match link::fault_of(&link, now) {
        None => Ok(confirmation),
        link => Err(LinkError::Refused { link, faults: Vec::new() }),
    }
}

/// Registers the user and sends the user ID (R68, R69). For ten minutes, the same link with the same input
/// gets the same answer again; with other input it counts as used.
pub async fn complete(app: &App, input: &Complete<'_>, info: &RequestInfo) -> Result<Registered, LinkError> {
    let now = info.now;
    link::admit(app, info).await?;
    let checked = check(app, input, now).await?;
    if link::fault_of(&checked.link, now).is_some() {
        return replay(app, checked, info).await;
    }
    let Checked { link, confirmation, password } = checked;
    // Before the transaction, which would otherwise hold a connection while the password is hashed.
    let hash = app.hasher.hash(&link::requester(&link, info), password).await?;
    if let Some(registered) = register(app, input.token, &link, &confirmation, hash, info).await? {
        Ok(registered)
    } else {
        // Another request has used the link since the check, perhaps the same click sent twice.
        replay(app, check(app, input, now).await?, info).await
    }
}

/// Checks the link and the details. Errors of the form are reported together with that of the link (R66).
async fn check(app: &App, input: &Complete<'_>, now: DateTime<Utc>) -> Result<Checked, LinkError> {
    let mut form = Form::default();
    let offered = match input.user_type {
        None => Err(ValidationError::Required),
        Some(user_type) if UserType::BY_EMAIL_LINK.contains(&user_type) => Ok(user_type),
        Some(_) => Err(ValidationError::NotInList),
    };
    let user_type = form.take("type", offered);
    let name = form.take("name", PersonName::parse(input.name));
    let phone_number = form.take("phoneNumber", PhoneNumber::parse(input.phone_number));
    let link = link::find(&app.db, input.token, Purpose::Registration).await?;
    // A link that does not work reveals nothing about its address, not even whether the password contains it.
    let open = link.as_ref().filter(|link| link::fault_of(link, now).is_none());
    let about = About {
        user_id: None,
        name: name.as_ref().map(PersonName::as_str),
        email: open.map(|link| link.email.as_str()),
        phone_number: phone_number.as_ref().map(PhoneNumber::as_str),
    };
    let password = form.take_new_password(input.new_password, &about);
    let faults = form.faults();
    match (link, user_type.zip(name).zip(phone_number).zip(password)) {
        (Some(link), Some((((user_type, name), phone_number), password))) if faults.is_empty() => {
            let email = link.email.clone();
            let confirmation = Confirmation { user_type, name, phone_number, email };
            Ok(Checked { link, confirmation, password })
        }
        (None, _) => Err(LinkError::Refused { link: Some(LinkFault::Unknown), faults }),
        (Some(link), _) => Err(LinkError::Refused { link: link::fault_of(&link, now), faults }),
    }
}

/// Creates the account; `None` if another request used the link first.
async fn register(
    app: &App,
    token: &str,
    link: &email_link::Model,
    details: &Confirmation,
    hash: String,
    info: &RequestInfo,
) -> Result<Option<Registered>, DbErr> {
    let (id, now) = (AccountId(Uuid::now_v7()), info.now);
    let new = NewAccount {
        id,
        user_type: details.user_type,
        name: details.name.clone(),
        email: EmailAddress::parse(&link.email).map_err(|fault| DbErr::Custom(fault.to_string()))?,
        phone_number: details.phone_number.clone(),
        password_hash: Some(hash),
        language: link.language,
        terms_version: link.terms_version.clone().unwrap_or_default(),
        terms_agreed_at: link.terms_agreed_at.unwrap_or(link.created_at),
    };
    let tx = migration::database::write(&app.db).await?;
    // The account first, because the used link refers to it by a foreign key.
    let user_id = new_account::insert(&tx, account::register(new, now)).await?;
    let consumed = email_link::consume(token, Purpose::Registration, id, now).exec(&tx).await?;
    if consumed.rows_affected == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    queue_mail(&tx, Mail::UserIdIssued { account: id }, info).await?;
    audit::record(&tx, info.event(Action::AccountRegistered).by_owner(id)).await?;
    tx.commit().await?;
    Ok(Some(Registered { user_id: user_id.as_str().to_owned(), sent_to: link.email.clone() }))
}

/// Answers a link that no longer works: with the first answer again if the input is the same.
async fn replay(
    app: &App,
    Checked { link, confirmation: details, password }: Checked,
    info: &RequestInfo,
) -> Result<Registered, LinkError> {
    let now = info.now;
    let refused = || LinkError::Refused { link: link::fault_of(&link, now), faults: Vec::new() };
    let Some(account) = link.account_id.filter(|_| link::may_replay(&link, now)) else {
        return Err(refused());
    };
    let account = account::Entity::find_by_id(account).one(&app.db).await?.ok_or_else(refused)?;
    let is_same = account.user_type == details.user_type
        && account.name == details.name.as_str()
        && account.phone_number == details.phone_number.as_str();
    if is_same && link::is_same_password(app, &link, (password, account.password_hash), info).await? {
        Ok(Registered { user_id: account.user_id, sent_to: link.email })
    } else {
        Err(refused())
    }
}
