//! Invalid or unusual addresses: refused at the form, or sent to unchanged; they never add a header or a
//! command. Addresses forced past the form are in `relay_failures.rs`.

use serde_json::json;

use crate::support::client::codes;
use crate::support::stories;

stories! {
    async fn a_malformed_address_is_refused_at_the_form(app: TestApp) {
        let [too_long, far_too_long] = [61, 320].map(|length| "a".repeat(length - 12) + "@example.com");
        let wrong = [
            "a@example.com\r\nBcc: victim@example.com",
            "a\r\nRCPT TO:<victim@example.com>@example.com",
            "a@example.com\r\n.\r\nMAIL FROM:<x@example.com>",
            "a@exa\nmple.com",
            "a@example.com\u{0}",
            "a@example.com>, <victim@example.com",
            "a@example.com, victim@example.com",
            "\"a b\"@example.com",
            "\"a\\\"> NOTIFY=NEVER\"@example.com",
            "\u{e4}@example.com",
            "a@\u{4f8b}\u{3048}.example",
            "a@example.com.",
            "a@[127.0.0.1]",
            "a@b@example.com",
            ".a@example.com",
            "@example.com",
            "a@",
            "",
            &too_long,
            &far_too_long,
        ];
        let before = app.mails().len();
        for address in wrong {
            let payload = app.visitor().start_registration(address).await;
            assert!(!codes(&payload).is_empty(), "{address:?} was taken");
        }
        app.settle().await;
        assert_eq!(app.mails().len(), before, "nobody got a mail");
    }

    /// Unusual but valid: envelope and header have the address as typed, with the domain in lower case.
    async fn an_unusual_address_is_sent_to_as_it_stands(app: TestApp) {
        let longest = "a".repeat(48) + "@example.com";
        for address in ["a+b@example.com", "o'neil@example.com", "a@xn--r8jz45g.example", "A.B-c_d@example.com", &longest] {
            let payload = app.visitor().start_registration(address).await;
            assert_eq!(codes(&payload), [""; 0], "{address}");
            app.settle().await;
            let mails = app.mails();
            assert_eq!(mails.last().expect("a mail").to, [address]);
        }
    }
    /// Old addresses of Japanese carriers, and only theirs: the local part is in quotes, in header and
    /// envelope.
    async fn an_old_address_of_a_carrier_is_sent_to_in_quotes(app: TestApp) {
        for (address, quoted) in [
            ("taro..y@docomo.ne.jp", "\"taro..y\"@docomo.ne.jp"),
            ("taro.@EZweb.ne.jp", "\"taro.\"@ezweb.ne.jp"),
            ("taro.@au.com", "\"taro.\"@au.com"),
            ("a..b@softbank.ne.jp", "\"a..b\"@softbank.ne.jp"),
            ("a..b@t.vodafone.ne.jp", "\"a..b\"@t.vodafone.ne.jp"),
        ] {
            let payload = app.visitor().start_registration(address).await;
            assert_eq!(codes(&payload), [""; 0], "{address}");
            app.settle().await;
            let mail = app.mails().pop().expect("a mail");
            assert_eq!(mail.header("To"), Some(quoted));
            if app.redis.is_some() {
                assert_eq!(app.relay().accepted().last().expect("a mail").to, [quoted]);
            }
            let token = mail.token().expect("a link");
            let done = app.visitor().complete_registration(&token, json!({})).await;
            assert_eq!(codes(&done), [""; 0], "{address}");
            app.settle().await; // otherwise its mail may arrive after the next one
        }
        for address in [".taro@docomo.ne.jp", "taro..y@example.com", "taro.@mail.au.com"] {
            let payload = app.visitor().start_registration(address).await;
            assert_eq!(codes(&payload), ["INVALID_FORMAT"], "{address}");
        }
    }
}
