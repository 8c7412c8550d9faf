"""Words of English and French that decide whether two sentences may stand for each other, folded.

A slip of the pen may be bridged in most words; not in those that turn a sentence into its opposite.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LITTLE = _words(
    "the a an of in at to for is are be it its s me my i you your we our there please what whats which how tell give"
    " show and so"
    " le la les l un une des du de d au aux a en dans sur est sont ce c cet cette ces que qu qui se y il elle t m j"
    " quel quelle quels quelles qu donne dis moi montre mon ma mes ton ta et stp svp"
)
"""What carries no meaning of its own here: it may be there, be missing or be another of these."""

COURTESY = (
    "s il te plait", "s il vous plait", "please", "thanks", "thank you", "hello", "hi", "hey", "bonjour", "bonsoir",
    "salut", "coucou", "merci", "stp", "svp", "pls", "plz", "thx", "ok",
)  # fmt: skip
"""What a text may begin or end with beside what it asks."""

NEGATIONS = _words(
    "not no non none never nor without except dont don doesn doesnt didn isn isnt aren arent won wont can cant cannot"
    " nt stop cancel undo unless"
    " ne n pas jamais rien ni sans sauf plus annule annuler aucun aucune"
)

PREFIXES = ("d", "de", "des", "dis", "un", "in", "im", "non", "anti", "re", "mis", "a")
"""Before a word they may make its opposite; also when a blank is typed behind them."""

NUMBERS = _words(
    "one two three four five six seven eight nine ten eleven twelve first second third fourth fifth last next"
    " un deux trois quatre cinq six sept huit neuf dix onze douze premier premiere deuxieme troisieme quatrieme dernier"
    " derniere prochain prochaine"
)

_OPPOSITES = (
    ("on", "off"),
    ("open opens opened opening", "close closes closed closing shut"),
    ("lock locks locked", "unlock unlocks unlocked"),
    ("enable enabled", "disable disabled"),
    ("activate activated active", "deactivate deactivated inactive"),
    ("arm armed", "disarm disarmed"),
    ("start started run", "stop stopped halt"),
    ("up raise increase more warmer higher", "down lower decrease less colder"),
    ("in inside indoors indoor", "out outside outdoors outdoor"),
    ("hot warm", "cold cool"),
    ("day", "night"),
    ("left", "right"),
    ("with", "without"),
    ("yes", "no"),
    ("north", "south"),
    ("upstairs", "downstairs"),
    ("fill", "empty drain"),
    ("mute muted", "unmute unmuted"),
    ("allume allumer allumes allumez allumee allumees", "eteins eteindre eteint eteinte eteignez eteintes"),
    ("ouvre ouvrir ouvres ouvrez ouvert ouverte ouverts ouvertes", "ferme fermer fermes fermez fermee fermees"),
    ("active activer actives activez activee", "desactive desactiver desactives desactivez desactivee"),
    ("arme armer armez armee", "desarme desarmer desarmez desarmee"),
    ("verrouille verrouiller verrouillez", "deverrouille deverrouiller deverrouillez"),
    ("demarre demarrer demarrez lance lancer", "arrete arreter arretez stoppe stopper coupe couper"),
    ("marche", "arret"),
    ("monte monter montez leve lever augmente augmenter", "descends descendre baisse baisser baissez diminue diminuer"),
    ("branche brancher", "debranche debrancher"),
    ("bloque bloquer", "debloque debloquer"),
    ("interieur dedans", "exterieur dehors"),
    ("entree", "sortie"),
    ("jour", "nuit"),
    ("gauche", "droite"),
    ("avec", "sans"),
    ("oui", "non"),
    ("chaud chaude", "froid froide"),
    ("haut", "bas"),
    ("nord", "sud"),
    ("remplis remplir", "vide vider vidange vidanger"),
    ("present presente", "absent absente"),
)


def _opposites() -> Mapping[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for one, other in _OPPOSITES:
        for words, against in ((_words(one), _words(other)), (_words(other), _words(one))):
            for word in words:
                table[word] = table.get(word, frozenset()) | against
    return table


OPPOSITES = _opposites()
"""Each word that has an opposite, with all of those."""
