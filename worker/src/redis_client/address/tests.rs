//! Which addresses of Redis are accepted, and how they are read.

use super::*;

fn check(url: &str) -> Result<(), Fault> {
    Address::plain(url).map(drop)
}

#[test]
fn addresses_of_each_form_are_read() {
    for good in [
        "redis://127.0.0.1:6379/0",
        "redis://cache",
        "redis://uketori:s%40cret@[::1]:6379/3",
        "rediss://uketori:secret@cache:6380/0",
        "redis+sentinel://s1:26379,s2,[::1]:26380/primary/0",
        "redis+sentinel://uketori:secret@s1/primary",
        "redis+sentinel://s1/primary?sentinel_password=p%26q",
        "rediss+sentinel://u:p@s1:1,s2:2/primary/1?sentinel_user=a&sentinel_password=b",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
}

#[test]
fn what_is_wrong_is_said_without_the_password() {
    for bad in [
        "hunter2",
        "http://u:hunter2@h/0",
        "redis://u:hunter2@h/zero",
        "redis://u:hunter2@h/0?protocol=hunter2",
        "rediss://u:hunter2@h/0#insecure",
        "redis+sentinel://u:hunter2@s1:26379",
        "redis+sentinel://u:hunter2@/primary/0",
        "redis+sentinel://u:hunter2@s1:port/primary/0",
        "redis+sentinel://u:hunter2@s1/primary/zero",
        "redis+sentinel://u:hunter2@s1/primary/0?password=hunter2",
        "redis+sentinel://s1/primary/0?sentinel_user=hunter2",
    ] {
        let fault = check(bad).expect_err(bad);
        assert_eq!(fault.setting, "UKETORI_REDIS_URL", "{bad}");
        assert!(!fault.text.contains("hunter2"), "{}", fault.text);
    }
}

#[test]
fn a_ca_file_is_for_tls_and_holds_certificates() {
    for (url, authority) in [("redis://h/0", "anything"), ("rediss://h/0", "nothing in PEM")] {
        let fault = Address::parse(url, Some(authority.into()), "p").map(drop).expect_err(url);
        assert_eq!(fault.setting, "UKETORI_REDIS_CA_FILE", "{url}");
    }
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let args = RedisArgs {
        redis_url: Some("memcached://h".to_owned()),
        redis_ca_file: Some("/nonexistent/ca.pem".into()),
        redis_prefix: "a*".to_owned(),
    };
    let faults = args.check().map(drop).expect_err("wrong settings");
    let names: Vec<_> = faults.iter().map(|fault| fault.setting).collect();
    assert_eq!(names, ["UKETORI_REDIS_PREFIX", "UKETORI_REDIS_CA_FILE", "UKETORI_REDIS_URL"]);
    assert!(faults[1].text.contains("/nonexistent/ca.pem"), "{}", faults[1].text);
}
