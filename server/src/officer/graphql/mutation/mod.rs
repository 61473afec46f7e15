//! What officers can do. Each mutation answers with its own payload and a list of what was wrong.

pub mod account;
pub mod care;
pub mod certificate;
pub mod correction;
pub mod creation;
pub mod credentials;
pub mod enrolment;
pub mod issue;
pub mod login;
pub mod mail;
pub mod mail_control;
pub mod notice;
pub mod role;

use async_graphql::MergedObject;

/// What officers can do. Each mutation answers with its own payload and a list of what was wrong.
#[derive(MergedObject, Default)]
pub struct Mutation(
    enrolment::EnrolmentMutation,
    login::LoginMutation,
    credentials::CredentialsMutation,
    creation::CreationMutation,
    role::RoleMutation,
    care::CareMutation,
    issue::IssueMutation,
    certificate::CertificateMutation,
    notice::NoticeMutation,
    account::AccountMutation,
    correction::CorrectionMutation,
    mail::MailMutation,
    mail_control::MailControlMutation,
);
