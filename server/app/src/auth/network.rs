//! Whose attempts count together: those of one IPv4 address, or of one IPv6 network. A household or an office is given
//! a whole network of 2^64 IPv6 addresses (/64), and often 65,536 such networks (/48), from which anybody there may choose.

use std::net::{IpAddr, Ipv6Addr};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// The IPv4 address or the /64.
    pub near: String,
    /// The IPv4 address or the /48.
    pub site: String,
}

impl Network {
    /// An IPv4 address is the same however it is written. None: nobody knows where from, and all those are one.
    pub fn of(address: Option<IpAddr>) -> Network {
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => Network {
                near: address.to_string(),
                site: address.to_string(),
            },
            Some(IpAddr::V6(address)) => Network {
                near: prefix(address, 64),
                site: prefix(address, 48),
            },
            None => Network {
                near: String::new(),
                site: String::new(),
            },
        }
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> String {
    let mask = u128::MAX << (128 - bits);
    format!("{}/{bits}", Ipv6Addr::from(u128::from(address) & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_its_network() {
        for (address, near, site) in [
            ("203.0.113.9", "203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.9"),
            ("2001:db8:a:b::7", "2001:db8:a:b::/64", "2001:db8:a::/48"),
            (
                "2001:db8:a:b:ffff::1",
                "2001:db8:a:b::/64",
                "2001:db8:a::/48",
            ),
            ("2001:db8:a:c::7", "2001:db8:a:c::/64", "2001:db8:a::/48"),
            ("2001:db8:b:b::7", "2001:db8:b:b::/64", "2001:db8:b::/48"),
            ("::1", "::/64", "::/48"),
        ] {
            let network = Network::of(Some(address.parse().unwrap()));
            assert_eq!(
                (network.near.as_str(), network.site.as_str()),
                (near, site),
                "{address}"
            );
        }
        assert_eq!(Network::of(None).near, "");
    }
}
