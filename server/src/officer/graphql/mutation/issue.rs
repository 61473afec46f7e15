//! [Issue and send]: one certificate or a thousand, each line answered on its own (I1-I4).

use std::collections::HashMap;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::{certificate::CertificateId, input::Fault, language::Language};

use crate::{
    certificate::{
        bureau_list::{self, Listed},
        issue::{self, Expired, IssueError as Refusal, Line, Outcome},
    },
    graphql::error::ApiError,
    officer::graphql::{
        certificate::Certificate,
        context::OfficerContext,
        user_error::{ConflictError, ErrorCode, InputError, NotFoundError},
    },
};

/// The most certificates of a request.
pub const MAX_LINES: usize = 1_000;

/// A certificate as it was entered (I2). What is missing or wrong is answered for this line alone.
#[derive(InputObject)]
pub struct CertificateLineInput {
    /// The user ID on the request form.
    user_id: Option<String>,
    /// The certificate number: 1 to 30 of A-Z, 0-9 and hyphen.
    number: Option<String>,
    /// The foreign national's name.
    holder_name: Option<String>,
    /// Nationality or region.
    nationality: Option<String>,
    /// `MALE` or `FEMALE`.
    sex: Option<String>,
    /// Date of birth, `YYYY-MM-DD`.
    birth_date: Option<String>,
    /// Status of residence.
    status_of_residence: Option<String>,
    /// Period of stay.
    period_of_stay: Option<String>,
    /// Date of issue, `YYYY-MM-DD`, a day in Japan.
    issued_on: Option<String>,
    /// The bureau that issued it.
    issuing_bureau: Option<String>,
    /// Receipt number of the application; may be left out.
    application_number: Option<String>,
}

impl From<CertificateLineInput> for Line {
    fn from(input: CertificateLineInput) -> Self {
        Self {
            user_id: input.user_id.unwrap_or_default(),
            certificate_number: input.number.unwrap_or_default(),
            holder_name: input.holder_name.unwrap_or_default(),
            nationality: input.nationality.unwrap_or_default(),
            sex: input.sex.unwrap_or_default(),
            birth_date: input.birth_date.unwrap_or_default(),
            status_of_residence: input.status_of_residence.unwrap_or_default(),
            period_of_stay: input.period_of_stay.unwrap_or_default(),
            issued_on: input.issued_on.unwrap_or_default(),
            issuing_bureau: input.issuing_bureau.unwrap_or_default(),
            application_number: input.application_number,
        }
    }
}

/// Certificates to issue and send.
#[derive(InputObject)]
pub struct IssueCertificatesInput {
    /// The certificates, 1 to 1,000.
    certificates: Vec<CertificateLineInput>,
}

/// What follows issuing.
#[derive(SimpleObject, Default)]
pub struct IssueCertificatesPayload {
    /// What became of each line, in their order; empty if there are `errors`.
    results: Vec<IssueResult>,
    /// What was wrong with the request as a whole; then nothing was issued.
    errors: Vec<IssueCertificatesError>,
}

/// What became of a line.
#[derive(SimpleObject)]
pub struct IssueResult {
    /// The line, from 0.
    line: usize,
    /// The certificate, unless the line was refused.
    certificate: Option<Certificate>,
    /// Whether this line issued it. If not, it was recorded before with the same content, and nothing was done.
    is_new: bool,
    /// Why the line was refused; empty if it was not. A `path` leads into the line.
    errors: Vec<IssueError>,
}

/// What can be wrong with a request as a whole.
#[derive(Union)]
pub enum IssueCertificatesError {
    /// No certificate, or too many.
    Input(InputError),
}

/// What can be wrong with a line.
#[derive(Union)]
pub enum IssueError {
    /// A field is wrong, or the three months are over.
    Input(InputError),
    /// No open account has this user ID.
    NotFound(NotFoundError),
    /// The number is another certificate's, or an earlier line's.
    Conflict(ConflictError),
}

/// The mutation that issues.
#[derive(Default)]
pub struct IssueMutation;

#[Object]
impl IssueMutation {
    /// [Issue and send]: records certificates and puts their mails on their way, one or up to 1,000 (I1). Each line is
    /// answered on its own. Sent again with the same content it does nothing twice, so a lost answer may be asked for
    /// again; a thousand lines are recorded in two parts, each as a whole.
    async fn issue_certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: IssueCertificatesInput,
    ) -> Result<IssueCertificatesPayload, ApiError> {
        let (request, lines) = (OfficerContext::of(ctx), input.certificates);
        if let Some(error) = wrong_number(lines.len(), request.visit.language) {
            return Ok(IssueCertificatesPayload { errors: vec![error], ..Default::default() });
        }
        let lines: Vec<_> = lines.into_iter().map(Line::from).collect();
        let (db, source, actor) = (&request.app.db, &request.visit.source, request.officer().actor());
        let done = issue::issue(db, &lines, Expired::Refuse, source, actor, request.visit.now).await?;
        let ids: Vec<_> = done.iter().flatten().map(|issued| issued.id).collect();
        let results = results(done, bureau_list::of(db, &ids).await?, request.visit.language);
        Ok(IssueCertificatesPayload { results, errors: vec![] })
    }
}

fn wrong_number(lines: usize, language: Language) -> Option<IssueCertificatesError> {
    let path = ["certificates"];
    let error = match lines {
        0 => InputError::at(&path, Fault::Required, language),
        1..=MAX_LINES => return None,
        _ => {
            let max = MAX_LINES.to_string();
            InputError::coded(ErrorCode::TooManyCertificates, &path, &[("max", &max)], language)
        }
    };
    Some(error.into())
}

fn results(
    done: Vec<Outcome>,
    mut listed: HashMap<CertificateId, Listed>,
    language: Language,
) -> Vec<IssueResult> {
    let result = |(line, outcome)| match outcome {
        Ok(issue::Issued { id, is_new, .. }) => {
            let certificate = listed.remove(&id).map(Into::into);
            IssueResult { line, certificate, is_new, errors: vec![] }
        }
        Err(refusal) => {
            let errors = errors(refusal, &line.to_string(), language);
            IssueResult { line, certificate: None, is_new: false, errors }
        }
    };
    done.into_iter().enumerate().map(result).collect()
}

fn errors(refusal: Refusal, line: &str, language: Language) -> Vec<IssueError> {
    let conflict = |code| ConflictError::at(code, &["certificates", line, "number"], language).into();
    match refusal {
        Refusal::Input(faults) => {
            let at =
                |(column, fault)| InputError::at(&["certificates", line, field(column)], fault, language);
            faults.into_iter().map(|fault| at(fault).into()).collect()
        }
        Refusal::NoSuchAccount => {
            let path = ["certificates", line, "userId"];
            vec![NotFoundError::at(ErrorCode::AccountUnknown, &path, language).into()]
        }
        Refusal::NumberTaken => vec![conflict(ErrorCode::CertificateNumberTaken)],
        Refusal::NumberTwice => vec![conflict(ErrorCode::CertificateNumberTwice)],
        Refusal::Expired { .. } => {
            let path = ["certificates", line, "issuedOn"];
            vec![InputError::coded(ErrorCode::CertificateExpired, &path, &[], language).into()]
        }
    }
}

/// A column of the intake's files as the schema names it.
fn field(column: &'static str) -> &'static str {
    match column {
        "user_id" => "userId",
        "certificate_number" => "number",
        "holder_name" => "holderName",
        "birth_date" => "birthDate",
        "status_of_residence" => "statusOfResidence",
        "period_of_stay" => "periodOfStay",
        "issued_on" => "issuedOn",
        "issuing_bureau" => "issuingBureau",
        "application_number" => "applicationNumber",
        same => same,
    }
}
