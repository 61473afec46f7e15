//! Chooses the texts between heading and footer for each kind of mail, and the targets of its buttons.

use entity::{
    account::{self, Sex, UserType},
    certificate::{self, reminder_schedule::last_day},
    clock::today_in_japan,
    email_link::{self, Purpose},
};

use super::{
    compose::{Composer, kind_of},
    dates::{day, moment},
    layout::Block,
    message::{Content, Message},
    texts::TextError,
};

/// Page with the list of receipts. A constant address without a secret, because the mail is forwarded (I6).
/// The visitor logs in there (R72).
const RECEIPTS: &str = "receipts";
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
/// The login page.
const LOG_IN: &str = "login";

impl Composer<'_> {
    pub(super) fn body(&self, message: &Message) -> Result<Vec<Block>, TextError> {
        let language = self.language;
        match &message.content {
            Content::Link { link, token, user_id, .. } => self.link(message, link, token, user_id.as_deref()),
            Content::UserIdIssued { name, user_id } => {
                let facts = [("name", name.as_str()), ("user_id", user_id)];
                let mut blocks = self.paragraphs("user-id-issued", 5, &facts)?;
                blocks.push(self.action("user-id-issued-button", LOG_IN, None)?);
                Ok(blocks)
            }
            Content::AccountLocked { until } => {
                let mut blocks =
                    self.paragraphs("account-locked", 3, &[("until", &moment(language, *until))])?;
                blocks.push(self.action("account-locked-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::PasswordChanged { at } => {
                let mut blocks =
                    self.paragraphs("password-changed", 3, &[("when", &moment(language, *at))])?;
                blocks.push(self.action("password-changed-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::ContactChanged { at } => {
                let mut blocks =
                    self.paragraphs("contact-changed", 2, &[("when", &moment(language, *at))])?;
                blocks.push(self.action("contact-changed-button", LOG_IN, None)?);
                Ok(blocks)
            }
            Content::UserIdReminder(accounts) => self.user_ids(accounts),
            Content::Certificate(certificate) => self.certificate(certificate),
            Content::ReceiptReminder(certificate) => {
                let requested = certificate.requested_at.map(|at| moment(language, at)).unwrap_or_default();
                let deadline = day(language, last_day(certificate.issued_on));
                let facts = [
                    ("number", certificate.number.as_str()),
                    ("requested", &requested),
                    ("deadline", &deadline),
                ];
                let mut blocks = self.paragraphs("receipt-reminder", 5, &facts)?;
                blocks.insert(2, self.action("receipt-reminder-button", RECEIPTS, None)?);
                Ok(blocks)
            }
            // Without the officer's reason: it is in one language and about a person, while the mail is in up
            // to three languages and is passed on.
            Content::CertificateCancelled(certificate) => {
                let facts = [("number", certificate.number.as_str()), ("holder", &certificate.holder_name)];
                self.paragraphs("certificate-cancelled", 3, &facts)
            }
        }
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
        let hours = link.lifetime().num_hours().to_string();
        let facts = [
            ("expires", expires.as_str()),
            ("when", &when),
            ("hours", &hours),
            ("user_id", user_id.unwrap_or_default()),
        ];
        // The number of paragraphs, and after which of them the button comes.
        let (paragraphs, button, path) = match link.purpose {
            Purpose::Registration => (4, 2, REGISTER),
            Purpose::FirstPassword => (4, 3, SET_PASSWORD),
            Purpose::PasswordReset => (4, 2, RESET_PASSWORD),
            Purpose::EmailChange => (4, 2, CHANGE_EMAIL),
            Purpose::Disavow => (3, 3, DISAVOW),
        };
        let kind = kind_of(&message.content);
        let mut blocks = self.paragraphs(kind, paragraphs, &facts)?;
        blocks.insert(button, self.action(&format!("{kind}-button"), path, Some(token))?);
        Ok(blocks)
    }

    /// All user IDs of an address and a name, with type and date to tell them apart (I17).
    fn user_ids(&self, accounts: &[account::Model]) -> Result<Vec<Block>, TextError> {
        let mut items = Vec::new();
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
            let facts = [("user_id", account.user_id.as_str()), ("type", &kind), ("registered", &registered)];
            items.push(self.text("user-id-reminder-item", &facts)?);
        }
        let mut blocks = vec![Block::Paragraph(self.text("user-id-reminder-p1", &[])?), Block::List(items)];
        blocks.push(Block::Paragraph(self.text("user-id-reminder-p2", &[])?));
        blocks.push(Block::Paragraph(self.text("user-id-reminder-p3", &[])?));
        blocks.push(self.action("user-id-reminder-button", LOG_IN, None)?);
        Ok(blocks)
    }

    fn certificate(&self, certificate: &certificate::Model) -> Result<Vec<Block>, TextError> {
        let language = self.language;
        let deadline = day(language, last_day(certificate.issued_on));
        let facts = [
            ("number", certificate.number.as_str()),
            ("holder", &certificate.holder_name),
            ("deadline", &deadline),
        ];
        let note = |n: usize| self.text(&format!("certificate-note-{n}"), &facts);
        let mut blocks = self.paragraphs("certificate", 2, &facts)?;
        blocks.push(Block::Fields(self.fields(certificate, &deadline)?));
        blocks.push(Block::Notes {
            heading: self.text("certificate-notes-heading", &[])?,
            items: (1..=3).map(note).collect::<Result<_, _>>()?,
        });
        blocks.push(Block::Paragraph(self.text("certificate-request-1", &facts)?));
        blocks.push(self.action("certificate-button", RECEIPTS, None)?);
        blocks.push(Block::Paragraph(self.text("certificate-request-2", &facts)?));
        Ok(blocks)
    }

    fn fields(
        &self,
        certificate: &certificate::Model,
        deadline: &str,
    ) -> Result<Vec<(String, String)>, TextError> {
        let language = self.language;
        let sex = match certificate.sex {
            Sex::Male => self.text("sex-male", &[])?,
            Sex::Female => self.text("sex-female", &[])?,
        };
        let (born, issued) = (day(language, certificate.birth_date), day(language, certificate.issued_on));
        let fields = [
            ("number", Some(certificate.number.as_str())),
            ("holder-name", Some(&certificate.holder_name)),
            ("nationality", Some(&certificate.nationality)),
            ("sex", Some(&sex)),
            ("birth-date", Some(&born)),
            ("status-of-residence", Some(&certificate.status_of_residence)),
            ("period-of-stay", Some(&certificate.period_of_stay)),
            ("issued-on", Some(&issued)),
            ("valid-until", Some(deadline)),
            ("issuing-bureau", Some(&certificate.issuing_bureau)),
            ("application-number", certificate.application_number.as_deref()),
        ];
        fields
            .into_iter()
            .filter_map(|(key, value)| value.map(|value| (key, value)))
            .map(|(key, value)| Ok((self.text(&format!("certificate-label-{key}"), &[])?, value.to_owned())))
            .collect()
    }
}
