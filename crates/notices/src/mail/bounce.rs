use sillon_kernel::MessageId;

/// The longest a field of a report is read.
const LONGEST: usize = 300;

/// What a mail server says later of a letter that it took: that it did not arrive (RFC 3464).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The letter.
    pub letter: MessageId,
    /// Why it did not arrive, in the server's words; it may name the receiver.
    pub why: String,
}

impl Bounce {
    /// Reads a report as it came by mail; nothing, where it is none, says that the letter is only late, or is of no letter of ours.
    ///
    /// The letter is known by its `Message-ID`, which stands in what the report gives back of it.
    pub fn read(report: &str) -> Option<Self> {
        let lines = unfolded(report);
        let field = |name: &'static str| fields(&lines, name).next();
        if !field("Action")?.eq_ignore_ascii_case("failed") {
            return None;
        }
        let letter = fields(&lines, "Message-ID").filter_map(letter_of).last()?;
        let said = field("Diagnostic-Code").map(|said| match said.split_once(';') {
            Some((_, said)) => said.trim(),
            None => said,
        });
        let status = field("Status");
        let why = match (status, said) {
            (Some(status), Some(said)) if !said.contains(status) => format!("{status} {said}"),
            (_, Some(said)) => said.to_owned(),
            (Some(status), None) => status.to_owned(),
            (None, None) => "the mail server says that it did not arrive".to_owned(),
        };
        Some(Self {
            letter,
            why: why.chars().filter(|it| !it.is_control()).take(LONGEST).collect(),
        })
    }
}

/// The lines of a message, each with what goes on below it (RFC 5322 §2.2.3).
fn unfolded(message: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in message.lines() {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) && !last.is_empty() => {
                last.push(' ');
                last.push_str(line.trim());
            }
            Some(_) | None => lines.push(line.trim_end().to_owned()),
        }
    }
    lines
}

/// What stands in each field of a name, in order.
fn fields<'l>(lines: &'l [String], name: &'static str) -> impl Iterator<Item = &'l str> {
    let named = lines.iter().filter_map(|line| line.split_once(':'));
    named
        .filter(move |(known, _)| known.trim().eq_ignore_ascii_case(name))
        .map(|(_, said)| said.trim())
}

/// The letter of ours that a `Message-ID` names: `<id@domain>`, or `<id.edition@domain>`.
fn letter_of(id: &str) -> Option<MessageId> {
    let (local, _) = id.trim_matches(['<', '>']).split_once('@')?;
    local.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report as Postfix sends it, shortened.
    const REPORT: &str = "From: MAILER-DAEMON@mail.example.org\r\nMessage-ID: <20260504080102.4F2A@mail.example.org>\r\n\
        Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"b\"\r\n\r\n--b\r\n\r\n\
        I'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n\
        Final-Recipient: rfc822; awa@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 <awa@example.com>: user\r\n    unknown\r\n--b\r\n\
        Content-Type: message/rfc822\r\n\r\nMessage-ID: <00000000-0000-0000-0000-00000000002a.1f2e@panier.example.org>\r\n\
        Subject: Your order\r\n\r\nHello\r\n--b--\r\n";

    #[test]
    fn a_report_names_the_letter_that_came_back_and_why() {
        let bounce = Bounce::read(REPORT).unwrap();
        assert_eq!(bounce.letter.to_string(), "00000000-0000-0000-0000-00000000002a");
        assert_eq!(bounce.why, "550 5.1.1 <awa@example.com>: user unknown");
    }

    #[test]
    fn a_letter_that_is_late_or_of_another_did_not_come_back() {
        assert_eq!(Bounce::read(&REPORT.replace("Action: failed", "Action: delayed")), None);
        assert_eq!(Bounce::read(&REPORT.replace("00000000-", "of-another-")), None);
        assert_eq!(Bounce::read("Hello,\n\nI am away until Monday.\n"), None);
    }
}
