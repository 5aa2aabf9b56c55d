use crate::{AccountWords, Saying};

pub(super) const ACCOUNT: AccountWords = AccountWords {
    confirm: Saying {
        title: "Adresse bestätigen",
        text: "Sie haben unser Schreiben erhalten: Bestätigen Sie nur noch, dass diese Adresse Ihre ist.",
    },
    confirm_now: "Ja, das ist meine Adresse",
    confirmed: Saying {
        title: "Vielen Dank, Ihre Adresse ist bestätigt",
        text: "Sie können jetzt einen Hof oder einen Laden gründen oder bei anderen mitmachen.",
    },
    choose: Saying {
        title: "Neues Passwort wählen",
        text: "Es ersetzt das alte. Alle Ihre Geräte werden abgemeldet.",
    },
    choose_now: "Dieses Passwort nehmen",
    chosen: Saying {
        title: "Ihr Passwort ist geändert",
        text: "Alle Ihre Geräte sind abgemeldet: Melden Sie sich mit dem neuen Passwort an.",
    },
    invited: |enterprise| format!("Für {enterprise} handeln"),
    join: "Sie sind eingeladen, für diesen Betrieb zu handeln. Nennen Sie Ihren Namen und wählen Sie ein Passwort: Das \
           wird Ihr Konto.",
    join_with_password: "Sie sind eingeladen, für diesen Betrieb zu handeln. Sie haben schon ein Konto: Nehmen Sie mit \
                         Ihrem Passwort an.",
    join_now: "Annehmen",
    joined: |enterprise| format!("Sie handeln jetzt für {enterprise}"),
    joined_text: "Melden Sie sich mit Ihrer Adresse und Ihrem Passwort an.",
    name: "Ihr Name",
    password: "Ihr Passwort",
    new_password: "Neues Passwort",
    new_password_hint: "10 bis 200 Zeichen.",
    bad_name: "Geben Sie einen Namen mit höchstens 120 Zeichen an.",
    bad_password: "Ein Passwort hat 10 bis 200 Zeichen.",
    wrong_password: "Das ist nicht das Passwort Ihres Kontos.",
    link_unknown: Saying {
        title: "Dieser Link gilt nicht mehr",
        text: "Er wurde schon benutzt, ist zu alt oder unvollständig. Fordern Sie bei Bedarf ein neues Schreiben an.",
    },
    too_often: Saying {
        title: "Zu viele Versuche",
        text: "Warten Sie zur Sicherheit eine Viertelstunde und versuchen Sie es dann noch einmal.",
    },
    unconfirmed: Saying {
        title: "Bestätigen Sie zuerst Ihre Adresse",
        text: "Folgen Sie dem Link im Schreiben zu Ihrer Anmeldung und kommen Sie dann auf diese Einladung zurück.",
    },
    owns_most: Saying {
        title: "Ihnen gehören schon viele Betriebe",
        text: "Hier kann Ihnen kein weiterer gehören. Bitten Sie um eine andere Rolle.",
    },
    home: "Zu den Läden",
    stop: Saying {
        title: "Keine solchen Briefe mehr",
        text: "Es genügt, das zu bestätigen. Briefe zu Ihren Bestellungen erhalten Sie weiterhin.",
    },
    stop_now: "Keine mehr erhalten",
    stopped: Saying {
        title: "Erledigt",
        text: "Sie erhalten keine solchen Briefe mehr. In Ihrem Konto können Sie sie wieder bestellen.",
    },
};
