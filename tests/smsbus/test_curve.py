"""What is carried along for CURVE hides its secret half."""

from smsbus.curve import Credentials, Listening

SECRET = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"


def test_secrets_do_not_show_where_values_are_printed() -> None:
    shown = repr(Credentials(name="garage", public="p", secret=SECRET, server="s"))
    shown += repr(Listening(endpoint="tcp://127.0.0.1:5551", domain="modems", secret=SECRET))
    assert SECRET not in shown
    assert "garage" in shown
