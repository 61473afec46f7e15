//! Chooses the texts below the heading of each kind of mail, and the targets of the buttons. Those of mails
//! about a certificate are in `about_certificate`.

use chrono::TimeDelta;
use entity::{
    account::{self, UserType},
    clock::today_in_japan,
    email_link::{self, Purpose},
};

use super::{
    compose::{Composer, kind_of},
    dates::{day, moment},
    layout::Block,
    message::{Content, Message},
    origin::Origin,
    texts::TextError,
};

/// Page to enter user information. The token is in the fragment, so it reaches no server log.
const REGISTER: &str = "register";
/// Page to reset the password, with the token in the fragment.
const RESET_PASSWORD: &str = "reset-password";
/// Page to set the first password, with the token in the fragment (R111).
const SET_PASSWORD: &str = "set-password";
/// Page to complete a change of address, with the token in the fragment (R85).
const CHANGE_EMAIL: &str = "change-email";
/// Page to report a change as "This was not me", with the token in the fragment.
const DISAVOW: &str = "not-me";
/// Page to request a link that resets the password.
const FORGOT_PASSWORD: &str = "forgot-password";
/// The login page. It needs no token, because the visitor types user ID and password there.
const LOG_IN: &str = "login";

impl Composer<'_> {
    pub(super) fn body(&self, message: &Message) -> Result<Vec<Block>, TextError> {
        let language = self.language;
        match &message.content {
            Content::Link { link, token, user_id, .. } => self.link(message, link, token, user_id.as_deref()),
            Content::UserIdIssued { name, user_id } => {
                let mut blocks = self.paragraphs("user-id-issued", 5, &[("name", name.as_str())])?;
                blocks.insert(2, self.user_id(user_id)?);
                blocks.push(self.action("user-id-issued-button", LOG_IN, None)?);
                Ok(blocks)
            }
            Content::AccountLocked { until, .. } => {
                let kind = kind_of(&message.content);
                let mut blocks = self.paragraphs(kind, 3, &[("until", &moment(language, *until))])?;
                blocks.splice(1..1, self.origin(message)?);
                blocks.push(self.action("account-locked-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::PasswordChanged { at } => {
                let mut blocks =
                    self.paragraphs("password-changed", 3, &[("when", &moment(language, *at))])?;
                blocks.splice(1..1, self.origin(message)?);
                blocks.push(self.action("password-changed-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::ContactChanged { at } => {
                let mut blocks =
                    self.paragraphs("contact-changed", 1, &[("when", &moment(language, *at))])?;
                blocks.extend(self.origin(message)?);
                let is_bureaus = message.origin.as_ref().is_some_and(|origin| origin.is_bureaus);
                let advice = if is_bureaus { "contact-changed-by-bureau" } else { "contact-changed-p2" };
                blocks.push(Block::Paragraph(self.text(advice, &[])?));
                blocks.push(self.action("contact-changed-button", LOG_IN, None)?);
                Ok(blocks)
            }
            Content::UserIdReminder(accounts) => self.user_ids(accounts),
            Content::Certificate { .. } | Content::ReceiptReminder(_) | Content::CertificateCancelled(_) => {
                self.summary(message)
            }
        }
    }

    /// A user ID: large, and alone on its line.
    fn user_id(&self, user_id: &str) -> Result<Block, TextError> {
        Ok(Block::Code { label: self.text("user-id-label", &[])?, value: self.copied(user_id)? })
    }

    /// When something was done to the account, with which device, and where, as far as it is known; nothing
    /// if the mail tells of no such thing.
    fn origin(&self, message: &Message) -> Result<Option<Block>, TextError> {
        let Some(Origin { at, device, network, is_bureaus }) = &message.origin else { return Ok(None) };
        let when = moment(self.language, *at);
        let mut fields =
            vec![(self.text("security-label-when", &[])?, self.text("security-when", &[("when", &when)])?)];
        let place = if *is_bureaus {
            self.text("security-at-bureau", &[])?
        } else {
            let device = match device {
                Some(device) => self.copied(device)?,
                None => self.text("security-unknown", &[])?,
            };
            fields.push((self.text("security-label-device", &[])?, device));
            match network {
                Some(network) => self.text("security-network", &[("network", network)])?,
                None => self.text("security-unknown", &[])?,
            }
        };
        fields.push((self.text("security-label-place", &[])?, place));
        Ok(Some(Block::Fields(fields)))
    }

    /// A mail with a link. The expiry that it states counts from the request, so that a repeated mail says
    /// the same. The link itself lives a little longer, because its lifetime starts when the mail is
    /// accepted.
    fn link(
        &self,
        message: &Message,
        link: &email_link::Model,
        token: &str,
        user_id: Option<&str>,
    ) -> Result<Vec<Block>, TextError> {
        let expires = moment(self.language, message.created_at + link.lifetime());
        let when = moment(self.language, message.created_at);
        let period = self.period(link.lifetime())?;
        let values = [("expires", expires.as_str()), ("when", &when), ("period", &period)];
        // The number of paragraphs, and after which of them the button comes.
        let (paragraphs, button, path) = match link.purpose {
            Purpose::Registration => (4, 2, REGISTER),
            Purpose::FirstPassword => (4, 3, SET_PASSWORD),
            Purpose::PasswordReset => (4, 2, RESET_PASSWORD),
            Purpose::EmailChange => (4, 2, CHANGE_EMAIL),
            Purpose::Disavow => (3, 3, DISAVOW),
        };
        let kind = kind_of(&message.content);
        let mut blocks = self.paragraphs(kind, paragraphs, &values)?;
        blocks.insert(button, self.action(&format!("{kind}-button"), path, Some(token))?);
        let facts = match (link.purpose, user_id) {
            (Purpose::FirstPassword, Some(user_id)) => Some(self.user_id(user_id)?),
            (Purpose::Disavow, _) => self.origin(message)?,
            _ => None,
        };
        blocks.splice(1..1, facts);
        Ok(blocks)
    }

    /// A period in hours, or in minutes if it is not one of whole hours.
    fn period(&self, period: TimeDelta) -> Result<String, TextError> {
        let minutes = period.num_minutes();
        let (key, count) = if minutes > 0 && minutes % 60 == 0 {
            ("layout-hours", minutes / 60)
        } else {
            ("layout-minutes", minutes)
        };
        self.text(key, &[("count", &count.to_string())])
    }

    /// All user IDs of an address and a name, with type and date to tell them apart (I17).
    fn user_ids(&self, accounts: &[account::Model]) -> Result<Vec<Block>, TextError> {
        let mut blocks = self.paragraphs("user-id-reminder", 3, &[])?;
        let rest = blocks.split_off(1);
        for account in accounts {
            let kind = match account.user_type {
                UserType::ForeignNational => "user-type-foreign-national",
                UserType::LegalRepresentative => "user-type-legal-representative",
                UserType::LegalSpecialist => "user-type-legal-specialist",
                UserType::OrganizationStaff => "user-type-organization-staff",
                UserType::CounterApplicant => "user-type-counter-applicant",
            };
            let kind = self.text(kind, &[])?;
            let registered = day(self.language, today_in_japan(account.registered_at));
            let values = [("type", kind.as_str()), ("registered", &registered)];
            blocks.push(self.user_id(&account.user_id)?);
            blocks.push(Block::Remark(self.text("user-id-reminder-item", &values)?));
        }
        blocks.extend(rest);
        blocks.push(self.action("user-id-reminder-button", LOG_IN, None)?);
        Ok(blocks)
    }
}
