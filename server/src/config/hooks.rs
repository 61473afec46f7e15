//! The settings of the hooks, where mail providers report bounces.

use super::Check;
use crate::http::hooks::{
    Hooks,
    signature::{SHORTEST, Secret},
    sns::Topic,
};

/// Flags of the hooks on the public listener. A hook whose flag is missing does not exist.
#[derive(Debug, clap::Args)]
pub struct HookArgs {
    /// The secret with which events at `POST /hooks/mail/events` are signed, at least 32 characters. Optional;
    /// without it, there is no such hook
    #[arg(long, env = "UKETORI_HOOK_SECRET", hide_env_values = true)]
    hook_secret: Option<String>,
    /// The ARN of the Amazon SNS topic with the events of Amazon SES, which are sent to `POST /hooks/mail/ses`,
    /// e.g. arn:aws:sns:ap-northeast-1:123456789012:bounces. Optional; without it, there is no such hook
    #[arg(long, env = "UKETORI_HOOK_SES_TOPIC")]
    hook_ses_topic: Option<String>,
}

impl HookArgs {
    /// Checks the settings.
    pub(super) fn check(self, check: &mut Check) -> Option<Hooks> {
        let names = ["UKETORI_HOOK_SECRET", "UKETORI_HOOK_SES_TOPIC"];
        hooks(check, names, self.hook_secret, self.hook_ses_topic)
    }
}

/// Checks the settings of the hooks, which have these names. An empty one means the same as leaving it out.
pub(super) fn hooks(
    check: &mut Check,
    [secret_name, topic_name]: [&'static str; 2],
    secret: Option<String>,
    topic: Option<String>,
) -> Option<Hooks> {
    let secret = match secret.filter(|text| !text.is_empty()) {
        Some(text) => check.that(secret_name, Some(text), |text| {
            let short = || format!("must have at least {SHORTEST} characters");
            Secret::new(&text).map(Some).ok_or_else(short)
        }),
        None => Some(None),
    };
    let topic = match topic.filter(|text| !text.is_empty()) {
        Some(text) => check.that(topic_name, Some(text), |text| {
            let form = || "must be like arn:aws:sns:ap-northeast-1:123456789012:bounces".to_owned();
            Topic::parse(&text).map(Some).ok_or_else(form)
        }),
        None => Some(None),
    };
    Some(Hooks { secret: secret?, topic: topic?, ..Hooks::default() })
}
