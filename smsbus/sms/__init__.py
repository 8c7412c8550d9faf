"""What an SMS is on the air: TPDUs, their fields, error causes; all pure functions (3GPP TS 23.038, 23.040).

In reading order:

- `errors`: what was wrong, in which field, at which octet.
- `gsm7`: the default alphabet, its extension table, septets packed into octets; `national`: other languages' tables.
- `dcs`: which alphabet, class and waiting indication an octet of TP-DCS means; `pid`: what TP-PID does.
- `address`: senders, recipients and service centres; `times`: time stamps and validity periods.
- `udh`: the information elements in front of the text, concatenation above all.
- `userdata`: TP-UD, header and text together, both ways.
- `message`: what the six kinds of TPDU say; `records`: how they are made quickly.
- `tpdu`: the way in: `decode`, `decode_hex` and `encode`, which lives in `encoding`; `reports`: what is about messages.
- `segments`: a text of any length as the fewest parts, and parts put together; `clusters`: what is never cut;
  `transliteration`: texts in the GSM alphabet.
- `fields`: a message field by field, for people.
- `causes`: what an error number or a delivery status means, and what to do about it.
"""
