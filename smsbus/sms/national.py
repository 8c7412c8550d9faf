"""National language locking and single shift tables (3GPP TS 23.038 annex A), by language identifier.

A locking shift replaces the default alphabet for the whole message, a single shift replaces the extension table for
the one septet after an escape; information elements 0x25 and 0x24 of the user data header choose them (23.040
§9.2.3.24.15). Combining and invisible characters are written as escapes, so that editors do not reorder or hide them.
A space stands where a locking table assigns no character. Spanish has no locking table, the first identifier is
Turkish.
"""

from typing import Final

LANGUAGES: Final = {
    1: "Turkish",
    2: "Spanish",
    3: "Portuguese",
    4: "Bengali",
    5: "Gujarati",
    6: "Hindi",
    7: "Kannada",
    8: "Malayalam",
    9: "Oriya",
    10: "Punjabi",
    11: "Tamil",
    12: "Telugu",
    13: "Urdu",
}

# Indexed by septet: 128 characters each.
LOCKING: Final[dict[int, str]] = {
    # Turkish
    1: (
        "@£$¥€éùıòÇ\nĞğ\rÅå"
        "Δ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ"
        " !\"#¤%&'()*+,-./"
        "0123456789:;<=>?"
        "İABCDEFGHIJKLMNO"
        "PQRSTUVWXYZÄÖÑÜ§"
        "çabcdefghijklmno"
        "pqrstuvwxyzäöñüà"
    ),
    # Portuguese
    3: (
        "@£$¥êéúíóç\nÔô\rÁá"
        "Δ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ"
        " !\"#º%&'()*+,-./"
        "0123456789:;<=>?"
        "ÍABCDEFGHIJKLMNO"
        "PQRSTUVWXYZÃÕÚÜ§"
        "~abcdefghijklmno"
        "pqrstuvwxyzãõ`üà"
    ),
    # Bengali
    4: (
        "\u0981\u0982\u0983অআইঈউঊঋ\nঌ \r এ"
        "ঐ  ওঔকখগঘঙচ\x1bছজঝঞ"
        " !টঠডঢণত)(থদ,ধ.ন"
        "0123456789:; পফ?"
        "বভমযর ল   শষসহ\u09bcঽ"
        "\u09be\u09bf\u09c0\u09c1\u09c2\u09c3\u09c4  \u09c7\u09c8  \u09cb\u09cc\u09cd"
        "ৎabcdefghijklmno"
        "pqrstuvwxyz\u09d7ড়ঢ়ৰৱ"
    ),
    # Gujarati
    5: (
        "\u0a81\u0a82\u0a83અઆઇઈઉઊઋ\nઌઍ\r એ"
        "ઐઑ ઓઔકખગઘઙચ\x1bછજઝઞ"
        " !ટઠડઢણત)(થદ,ધ.ન"
        "0123456789:; પફ?"
        "બભમયર લળ વશષસહ\u0abcઽ"
        "\u0abe\u0abf\u0ac0\u0ac1\u0ac2\u0ac3\u0ac4\u0ac5 \u0ac7\u0ac8\u0ac9 \u0acb\u0acc\u0acd"
        "ૐabcdefghijklmno"
        "pqrstuvwxyzૠૡ\u0ae2\u0ae3૱"
    ),
    # Hindi
    6: (
        "\u0901\u0902\u0903अआइईउऊऋ\nऌऍ\rऎए"
        "ऐऑऒओऔकखगघङच\x1bछजझञ"
        " !टठडढणत)(थद,ध.न"
        "0123456789:;ऩपफ?"
        "बभमयरऱलळऴवशषसह\u093cऽ"
        "\u093e\u093f\u0940\u0941\u0942\u0943\u0944\u0945\u0946\u0947\u0948\u0949\u094a\u094b\u094c\u094d"
        "ॐabcdefghijklmno"
        "pqrstuvwxyzॲॻॼॾॿ"
    ),
    # Kannada
    7: (
        " \u0c82\u0c83ಅಆಇಈಉಊಋ\nಌ \rಎಏ"
        "ಐ ಒಓಔಕಖಗಘಙಚ\x1bಛಜಝಞ"
        " !ಟಠಡಢಣತ)(ಥದ,ಧ.ನ"
        "0123456789:; ಪಫ?"
        "ಬಭಮಯರಱಲಳ ವಶಷಸಹ\u0cbcಽ"
        "\u0cbe\u0cbf\u0cc0\u0cc1\u0cc2\u0cc3\u0cc4 \u0cc6\u0cc7\u0cc8 \u0cca\u0ccb\u0ccc\u0ccd"
        "\u0cd5abcdefghijklmno"
        "pqrstuvwxyz\u0cd6ೠೡ\u0ce2\u0ce3"
    ),
    # Malayalam
    8: (
        " \u0d02\u0d03അആഇഈഉഊഋ\nഌ \rഎഏ"
        "ഐ ഒഓഔകഖഗഘങച\x1bഛജഝഞ"
        " !ടഠഡഢണത)(ഥദ,ധ.ന"
        "0123456789:; പഫ?"
        "ബഭമയരറലളഴവശഷസഹ ഽ"
        "\u0d3e\u0d3f\u0d40\u0d41\u0d42\u0d43\u0d44 \u0d46\u0d47\u0d48 \u0d4a\u0d4b\u0d4c\u0d4d"
        "\u0d57abcdefghijklmno"
        "pqrstuvwxyzൠൡ\u0d62\u0d63൹"
    ),
    # Oriya
    9: (
        "\u0b01\u0b02\u0b03ଅଆଇଈଉଊଋ\nଌ \r ଏ"
        "ଐ  ଓଔକଖଗଘଙଚ\x1bଛଜଝଞ"
        " !ଟଠଡଢଣତ)(ଥଦ,ଧ.ନ"
        "0123456789:; ପଫ?"
        "ବଭମଯର ଲଳ ଵଶଷସହ\u0b3cଽ"
        "\u0b3e\u0b3f\u0b40\u0b41\u0b42\u0b43\u0b44  \u0b47\u0b48  \u0b4b\u0b4c\u0b4d"
        "\u0b56abcdefghijklmno"
        "pqrstuvwxyz\u0b57ୠୡ\u0b62\u0b63"
    ),
    # Punjabi
    10: (
        "\u0a01\u0a02\u0a03ਅਆਇਈਉਊ \n  \r ਏ"
        "ਐ  ਓਔਕਖਗਘਙਚ\x1bਛਜਝਞ"
        " !ਟਠਡਢਣਤ)(ਥਦ,ਧ.ਨ"
        "0123456789:; ਪਫ?"
        "ਬਭਮਯਰ ਲਲ਼ ਵਸ਼ ਸਹ\u0a3c "
        "\u0a3e\u0a3f\u0a40\u0a41\u0a42    \u0a47\u0a48  \u0a4b\u0a4c\u0a4d"
        "\u0a51abcdefghijklmno"
        "pqrstuvwxyz\u0a70\u0a71ੲੳੴ"
    ),
    # Tamil
    11: (
        " \u0b82ஃஅஆஇஈஉஊ \n  \rஎஏ"
        "ஐ ஒஓஔக   ஙச\x1b ஜ ஞ"
        " !ட   ணத)(  , .ந"
        "0123456789:;னப ?"
        "  மயரறலளழவஶஷஸஹ  "
        "\u0bbe\u0bbf\u0bc0\u0bc1\u0bc2   \u0bc6\u0bc7\u0bc8 \u0bca\u0bcb\u0bcc\u0bcd"
        "ௐabcdefghijklmno"
        "pqrstuvwxyz\u0bd7௰௱௲௹"
    ),
    # Telugu
    12: (
        "\u0c01\u0c02\u0c03అఆఇఈఉఊఋ\nఌ \rఎఏ"
        "ఐ ఒఓఔకఖగఘఙచ\x1bఛజఝఞ"
        " !టఠడఢణత)(థద,ధ.న"
        "0123456789:; పఫ?"
        "బభమయరఱలళ వశషసహ ఽ"
        "\u0c3e\u0c3f\u0c40\u0c41\u0c42\u0c43\u0c44 \u0c46\u0c47\u0c48 \u0c4a\u0c4b\u0c4c\u0c4d"
        "\u0c55abcdefghijklmno"
        "pqrstuvwxyz\u0c56ౠౡ\u0c62\u0c63"
    ),
    # Urdu
    13: (
        "اآبٻڀپڦتۂٿ\nٹٽ\rٺټ"
        "ثجځڄڃڅچڇحخد\x1bڌڈډڊ"
        " !ڏڍذرڑړ)(ڙز,ږ.ژ"
        "0123456789:;ښسش?"
        "صضطظعفقکڪګگڳڱلمن"
        "ںڻڼوۄەہھءیېے\u064d\u0650\u064f\u0657"
        "\u0654abcdefghijklmno"
        "pqrstuvwxyz\u0655\u0651\u0653\u0656\u0670"
    ),
}


def _table(*rows: str) -> dict[int, str]:
    """Eight rows of sixteen characters; a middle dot, which no table has, stands for "not assigned"."""
    return {code: character for code, character in enumerate("".join(rows)) if character != "·"}


SINGLE: Final[dict[int, dict[int, str]]] = {
    # Turkish
    1: _table(
        "··········\f·····",
        "····^···········",
        "········{}·····\\",
        "············[~]·",
        "|······Ğ·İ······",
        "···Ş············",
        "···ç·€·ğ·ı······",
        "···ş············",
    ),
    # Spanish
    2: _table(
        "·········ç\f·····",
        "····^···········",
        "········{}·····\\",
        "············[~]·",
        "|Á·······Í·····Ó",
        "·····Ú··········",
        "·á···€···í·····ó",
        "·····ú··········",
    ),
    # Portuguese
    3: _table(
        "·····ê···ç\fÔô·Áá",
        "··ΦΓ^ΩΠΨΣΘ·····Ê",
        "········{}·····\\",
        "············[~]·",
        "|À·······Í·····Ó",
        "·····Ú·····ÃÕ···",
        "·Â···€···í·····ó",
        "·····ú·····ãõ··â",
    ),
    # Bengali
    4: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*০১·২৩৪৫",
        "৬৭৮৯য়ৠৡ\u09e2{}\u09e3৲৳৴৵\\",
        "৶৷৸৹৺·······[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Gujarati
    5: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·૦૧૨૩",
        "૪૫૬૭૮૯··{}·····\\",
        "············[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Hindi
    6: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·०१२३",
        "४५६७८९\u0951\u0952{}\u0953\u0954क़ख़ग़\\",
        "ज़ड़ढ़फ़य़ॠॡ\u0962\u0963॰ॱ·[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Kannada
    7: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·೦೧೨೩",
        "೪೫೬೭೮೯ೞೱ{}ೲ····\\",
        "············[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Malayalam
    8: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·൦൧൨൩",
        "൪൫൬൭൮൯൰൱{}൲൳൴൵ൺ\\",
        "ൻർൽൾൿ·······[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Oriya
    9: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·୦୧୨୩",
        "୪୫୬୭୮୯ଡ଼ଢ଼{}ୟ୰ୱ··\\",
        "············[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Punjabi
    10: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·੦੧੨੩",
        "੪੫੬੭੮੯ਖ਼ਗ਼{}ਜ਼ੜਫ਼\u0a75·\\",
        "············[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Tamil
    11: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*।॥·௦௧௨௩",
        "௪௫௬௭௮௯௳௴{}௵௶௷௸௺\\",
        "············[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Telugu
    12: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*···౦౧౨౩",
        "౪౫౬౭౮౯ౘౙ{}౸౹౺౻౼\\",
        "౽౾౿·········[~]·",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
    # Urdu
    13: _table(
        "@£$¥¿\"¤%&'\f*+·-/",
        "<=>¡^¡_#*\u0600\u0601·۰۱۲۳",
        "۴۵۶۷۸۹،؍{}؎؏\u0610\u0611\u0612\\",
        "\u0613\u0614؛؟ـ\u0652\u0658٫٬ٲٳۍ[~]۔",
        "|ABCDEFGHIJKLMNO",
        "PQRSTUVWXYZ·····",
        "·····€··········",
        "················",
    ),
}
