//! "Issue and send": up to 1,000 certificates in a request, each with its own result (I1-I4).

use std::collections::HashMap;

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::{certificate::CertificateId, input::ValidationError, language::Language};

use crate::{
    certificate::{
        issue::{Expired, IssueError as Refusal, Issued, Line, Mode, Outcome, Run},
        search::Listed,
    },
    graphql::{
        error::ApiError,
        officer::{
            certificate::Certificate,
            context::OfficerContext,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SessionError},
        },
    },
    officer::shown::{self, Shown},
};

/// The largest number of certificates in a request.
pub const MAX_LINES: usize = 1_000;

/// A certificate to issue. All fields except `applicationNumber` are required. A missing or invalid field is
/// an error of this certificate only: the others are issued.
#[derive(InputObject)]
pub struct CertificateLineInput {
    /// The user ID on the request form, e.g. `hdlpf38617`.
    user_id: Option<String>,
    /// The certificate number: 1 to 30 characters out of A-Z, 0-9 and hyphen, e.g. `TEST25-0001`.
    certificate_number: Option<String>,
    /// The foreign national's name, e.g. `NGUYEN THI B`.
    holder_name: Option<String>,
    /// The nationality or region, e.g. `Viet Nam`.
    nationality: Option<String>,
    /// The foreign national's sex: `MALE` or `FEMALE`.
    sex: Option<String>,
    /// The foreign national's date of birth, e.g. `1998-02-03` or `1998/02/03`.
    birth_date: Option<String>,
    /// The status of residence, e.g. `Student`.
    status_of_residence: Option<String>,
    /// The period of stay, e.g. `2 years 3 months`.
    period_of_stay: Option<String>,
    /// The date of issue, a day in Japan, e.g. `2025-11-07` or `2025/11/07`.
    issued_on: Option<String>,
    /// The bureau that issued the certificate, e.g. `Tokyo Regional Immigration Services Bureau`.
    issuing_bureau: Option<String>,
    /// The number under which the bureau received the application; optional.
    application_number: Option<String>,
}

impl From<CertificateLineInput> for Line {
    fn from(input: CertificateLineInput) -> Self {
        Self {
            user_id: input.user_id.unwrap_or_default(),
            certificate_number: input.certificate_number.unwrap_or_default(),
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

/// The input of the mutation `issueCertificates`.
#[derive(InputObject)]
pub struct IssueCertificatesInput {
    /// The certificates: 1 to 1,000.
    certificates: Vec<CertificateLineInput>,
    /// True to only check the certificates: none is issued or sent. Each result is the one that issuing would
    /// give now, but without `certificate`. The audit log has the check.
    #[graphql(default)]
    validate_only: bool,
}

/// The result of the mutation `issueCertificates`, or its errors.
#[derive(SimpleObject, Default)]
pub struct IssueCertificatesPayload {
    /// The result for each certificate, in the order of the input; empty if there are `errors`.
    results: Vec<IssueResult>,
    /// The errors of the request as a whole; empty on success. If there are any, nothing was issued.
    errors: Vec<IssueCertificatesError>,
}

/// The result for one certificate of the request.
#[derive(SimpleObject)]
pub struct IssueResult {
    /// The index in `certificates`, starting at 0.
    line: usize,
    /// The certificate; null if it was refused, or if `validateOnly` is true.
    certificate: Option<Certificate>,
    /// Whether this request issued the certificate or, with `validateOnly`, would issue it. False if it was
    /// refused, or if it had been recorded before with the same content, so that nothing is done.
    is_new: bool,
    /// Why the certificate was refused; empty if it was not. Each `path` includes the index, e.g.
    /// `["input", "certificates", "0", "userId"]` for `line` 0.
    errors: Vec<IssueLineError>,
}

/// Errors that `issueCertificates` can return for the request as a whole.
#[derive(Union)]
pub enum IssueCertificatesError {
    /// The request has no certificate, or too many.
    Input(InputError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Errors that `issueCertificates` can return for a single certificate.
#[derive(Union)]
pub enum IssueLineError {
    /// A field is missing or invalid, or the three months are over.
    Input(InputError),
    /// No open account has this user ID.
    NotFound(NotFoundError),
    /// The certificate number belongs to another certificate, or to an earlier line.
    Conflict(ConflictError),
}

/// The mutation that issues certificates.
#[derive(Default)]
pub struct IssueMutation;

#[Object]
impl IssueMutation {
    /// "Issue and send": records up to 1,000 certificates and queues their emails. Each certificate has its
    /// own result. A certificate that has already been recorded with the same content is not issued twice, so
    /// a request whose response was lost can be repeated. The certificates are recorded in batches of 500;
    /// each batch is recorded completely or not at all. With `validateOnly`, they are only checked. Requires
    /// the role `ISSUER`.
    async fn issue_certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificates to issue.")] input: IssueCertificatesInput,
    ) -> Result<IssueCertificatesPayload, ApiError> {
        let IssueCertificatesInput { certificates: lines, validate_only } = input;
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(IssueCertificatesPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        if let Some(error) = wrong_number(lines.len(), request.info.language) {
            return Ok(IssueCertificatesPayload { errors: vec![error], ..Default::default() });
        }
        let lines: Vec<_> = lines.into_iter().map(Line::from).collect();
        let mode = if validate_only { Mode::Check } else { Mode::Record };
        let (db, source, actor) = (&request.app.db, &request.info.source, by.actor());
        let done = Run::of(db, mode, Expired::Refuse, source, actor).all(&lines, request.info.now).await?;
        let good = done.iter().flatten();
        let shown = match mode {
            Mode::Record => {
                let issued: Vec<_> = good.map(|issued| (issued.id, issued.is_new)).collect();
                shown::after_change(&request.app, by, issued, &request.info).await?
            }
            Mode::Check => {
                let found: Vec<_> = good.map(|issued| (issued.account, !issued.is_new)).collect();
                shown::checked(&request.app, by, found, &request.info).await?;
                HashMap::new()
            }
        };
        let results = results(done, shown, request.info.language);
        Ok(IssueCertificatesPayload { results, errors: vec![] })
    }
}

fn wrong_number(lines: usize, language: Language) -> Option<IssueCertificatesError> {
    let path = ["certificates"];
    let error = match lines {
        0 => InputError::at(&path, ValidationError::Required, language),
        1..=MAX_LINES => return None,
        _ => {
            let max = MAX_LINES.to_string();
            InputError::with_values(ErrorCode::TooManyCertificates, &path, &[("max", &max)], language)
        }
    };
    Some(error.into())
}

fn results(
    done: Vec<Outcome>,
    mut listed: HashMap<CertificateId, Shown<Listed>>,
    language: Language,
) -> Vec<IssueResult> {
    let result = |(line, outcome)| match outcome {
        Ok(Issued { id, is_new, .. }) => {
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

fn errors(refusal: Refusal, line: &str, language: Language) -> Vec<IssueLineError> {
    let conflict =
        |code| ConflictError::new(code, &["certificates", line, "certificateNumber"], language).into();
    match refusal {
        Refusal::Input(faults) => {
            let at =
                |(column, fault)| InputError::at(&["certificates", line, field(column)], fault, language);
            faults.into_iter().map(|fault| at(fault).into()).collect()
        }
        Refusal::NoSuchAccount => {
            let path = ["certificates", line, "userId"];
            vec![NotFoundError::new(ErrorCode::AccountUnknown, &path, language).into()]
        }
        Refusal::NumberTaken => vec![conflict(ErrorCode::CertificateNumberTaken)],
        Refusal::NumberTwice => vec![conflict(ErrorCode::CertificateNumberTwice)],
        Refusal::Expired { .. } => {
            let path = ["certificates", line, "issuedOn"];
            vec![InputError::with_values(ErrorCode::CertificateExpired, &path, &[], language).into()]
        }
    }
}

/// Maps a column of the import files to the name of the schema's field.
fn field(column: &'static str) -> &'static str {
    match column {
        "user_id" => "userId",
        "certificate_number" => "certificateNumber",
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
