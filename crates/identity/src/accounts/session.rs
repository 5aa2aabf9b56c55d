use sillon_kernel::{SessionId, Text, Timestamp, UserId};

/// What a device says of itself: its user agent, cut to 200 characters. Anybody may say anything; it only helps a person
/// to tell their own devices apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device(Text<200>);

impl Device {
    /// Reads what a device says of itself; none when it says nothing that can be shown.
    pub fn said(text: &str) -> Option<Self> {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
        Text::parse(&shown).ok().map(Self)
    }

    /// What it said.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A device on which a person is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// What the device said of itself when they signed in.
    pub device: Option<Device>,
    /// When they signed in.
    pub opened_at: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_says_is_bounded_and_printable() {
        assert_eq!(Device::said(" Tractor/1.0\u{0}\r\n ").unwrap().as_str(), "Tractor/1.0");
        assert_eq!(Device::said(&"é".repeat(5_000)).unwrap().as_str().chars().count(), 200);
        assert_eq!(Device::said(" \t "), None);
    }
}
