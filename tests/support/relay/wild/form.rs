//! The forms that one reply can have.

use rand::RngExt as _;
use rand::rngs::StdRng;

/// A reply with this code, in a form that RFC 5321 allows or that relays use all the same.
pub(super) fn form(rng: &mut StdRng, code: &str) -> Vec<u8> {
    let mut reply = code.as_bytes().to_vec();
    let text: &[u8] = match rng.random_range(0..20) {
        0 => b"\r\n",
        1 => b" \r\n",
        2 => b"ok\r\n",
        3 => b" ok\n",
        4 => b" \xd3\xca\xbc\xfe\xd2\xd1\xbd\xd3\xca\xd5\r\n",
        5 => b" caf\xe9 \xff\xfe\x00\r\n",
        6 => b" 554 5.7.1 is not the code\r\n",
        7 => {
            reply.push(b' ');
            reply.extend_from_slice(&[b'x'; 8_192]);
            b"\r\n"
        }
        8 => {
            reply = format!("{code}-one of many lines\r\n").repeat(100).into_bytes();
            reply.extend_from_slice(code.as_bytes());
            b" the last line\r\n"
        }
        _ => b" fine\r\n",
    };
    reply.extend_from_slice(text);
    reply
}
