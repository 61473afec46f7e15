//! Property tests of opaque IDs and idempotency keys.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::{collection::vec, prelude::*, sample::select};
use uuid::Uuid;

use crate::{account::Form, graphql::scalar::NodeKind};

proptest! {
    #[test]
    fn an_id_is_read_back(kind in select(&NodeKind::ALL[..]), bytes in any::<[u8; 16]>()) {
        let uuid = Uuid::from_bytes(bytes);
        prop_assert_eq!(NodeKind::parse(&kind.id(uuid)), Some((kind, uuid)));
    }

    /// An ID has only one spelling: a client's cache takes two spellings for two objects.
    #[test]
    fn what_is_read_as_an_id_is_how_the_server_writes_it(
        text in prop_oneof![
            any::<String>(),
            "[ARSN][A-Za-z0-9_-]{22}",
            "[QRUT][A-Za-z0-9_-]{20,24}=?",
            vec(any::<u8>(), 16..19).prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes)),
            (select(&[b'A', b'R', b'S', b'N'][..]), any::<[u8; 16]>())
                .prop_map(|(tag, bytes)| URL_SAFE_NO_PAD.encode([&[tag], &bytes[..]].concat())),
        ],
    ) {
        let id = ID(text);
        if let Some((kind, uuid)) = NodeKind::parse(&id) {
            prop_assert_eq!(kind.id(uuid), id);
        }
    }

    /// Any text of up to 64 characters, in any alphabet, is a key.
    #[test]
    fn a_key_is_counted_in_characters(key in vec(any::<char>(), 0..130).prop_map(String::from_iter)) {
        let mut form = Form::default();
        form.take_idempotency_key(Some(&key));
        prop_assert_eq!(form.faults().is_empty(), key.chars().count() <= 64);
    }
}
