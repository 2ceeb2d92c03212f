"""Private keys and secrets of APIs by their shape: what can be told by a checksum needs no word beside it. Data, pure."""

from kefu.trust.shield.sorts import Rule, Sort

_B58 = "1-9A-HJ-NP-Za-km-z"
_PRIVATE = (
    r"priv(?:ate)?[ _-]?key|privkey|(?:wallet|signing|spend|view)[ _-]?key|private"
    r"|私[钥鑰匙]|приватн[а-яё]{0,4} ключ|закрыт[а-яё]{0,4} ключ|секретн[а-яё]{0,4} ключ"
    r"|kh[óo]a (?:ri[êe]ng|b[íi] m[ậa]t)|[öo]zel anahtar[a-zıi]{0,5}|gizli anahtar[a-zıi]{0,5}|clave privada|llave privada"
)
KEY_WORDS = rf"{_PRIVATE}|secret|my key|密[钥鑰]|секретн[а-яё]{{0,4}} ключ|clave secreta"
NAMES_PRIVATE = ("priv", "私", "wallet", "signing", "spend", "view", "ключ", "kh", "anahtar", "clave")
_JOINED = r"[^0-9a-z\n。！？!?]{0,3}(?:(?:is|are|was|of|my|the|here|for|wallet|hex|api|是|为|為|就|如下|的|这个|我|ключ|мой|вот|là|của|tôi|es|la|mi|şu|bu|address)[^0-9a-z\n]{0,4}){0,5}[:：=\s\"'“「『（(]{0,6}"

RUN = r"[0-9A-Za-z]{27,}"  # unbroken letters and digits; what follows is held against whole runs
BY_RUN = (
    Rule(Sort.KEY, rf"[5KLc9QT6][{_B58}]{{50,51}}", "is_wif"),
    Rule(Sort.KEY, rf"[xyztuvYZUV]prv[{_B58}]{{90,112}}"),
    Rule(Sort.KEY, rf"6P[{_B58}]{{56}}", "is_base58check"),
    Rule(Sort.KEY, rf"[{_B58}]{{86,88}}", "is_solana_pair"),
    Rule(Sort.KEY, r"S[A-Z2-7]{55}", "is_stellar_seed"),
    Rule(Sort.KEY, rf"s[{_B58}]{{27,30}}", "is_xrpl_seed"),
    Rule(Sort.KEY, r"(?:suiprivkey1|nsec1|edsk|SUIPRIVKEY1|NSEC1)[0-9A-Za-z]{40,120}"),
    Rule(Sort.API_SECRET, r"[0-9A-Za-z]{64}", "is_mixed"),
    Rule(Sort.API_SECRET, r"AIza[0-9A-Za-z]{35}"),
)
BY_SHAPE = (
    Rule(Sort.KEY, r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END[A-Z0-9 ]{0,60}-----)?", is_cased=True, needs=("-----begin",)),
    Rule(Sort.KEY, r"\[\s{0,4}[0-9]{1,3}(?:\s{0,4},\s{0,4}[0-9]{1,3}){31,127}\s{0,4},?\s{0,4}\]?", "is_pair_in_bytes", needs=("[",)),
    Rule(Sort.KEY, r"(?:age-secret-key-1|pvt_k1_|pvt_r1_)([0-9a-z]{40,120})", needs=("age-", "pvt_")),
    Rule(Sort.KEY, r"ed25519:([0-9a-z]{80,90})(?![0-9a-z])", needs=("ed25519",)),
)  # fmt: skip
IN_CONTEXT = (
    # what is told to be a private key, in whatever form
    Rule(Sort.KEY, rf"(?:{_PRIVATE}){_JOINED}(?!(?:0x)?[0-9a-f]{{40}}(?![0-9a-z]))(?:0x)?([0-9a-z+/=_-]{{40,200}})", needs=NAMES_PRIVATE),
    Rule(Sort.KEY, rf"(?:{_PRIVATE})[^0-9a-z]{{0,12}}((?:[0-9a-f]{{4,32}}[ \n:-]{{1,2}}){{3,15}}[0-9a-f]{{4,32}})(?![0-9a-z])", needs=NAMES_PRIVATE),
)  # fmt: skip

_SECRET = r"(?:api[ _-]?secret(?:[ _-]?key)?|secret[ _-]?key|secretkey|app[ _-]?secret|client[ _-]?secret|access[ _-]?token|auth[ _-]?token|bearer|secret|api[ _-]?pass(?:phrase|word)|passphrase|密[钥鑰]|секретн[а-яё]{0,4} ключ[а-яё]{0,2}|kh[óo]a b[íi] m[ậa]t|gizli anahtar[a-zıi]{0,5}|clave secreta)"
_NAMES_SECRET = ("secret", "token", "bearer", "pass", "密", "секрет", "mật", "mat", "gizli")
SECRET = (
    Rule(Sort.API_SECRET, r"(?:secret|密[钥鑰])[^\n]{1,48}?(?: is| was|[:：=是为])[^0-9a-z\n]{0,4}([0-9a-z+/=_-]{24,200})", "is_random", needs=("secret", "密")),
    Rule(Sort.API_SECRET, rf"{_SECRET}{_JOINED}([0-9a-z+/=_-]{{16,200}})", "is_random", needs=_NAMES_SECRET),
    Rule(Sort.CODE, r"(?:authenticator|2fa|totp|google auth|谷歌|身份验证器|两步验证)[^\n]{0,24}?(?:secret|key|seed|setup|密[钥鑰])[^0-9a-z]{0,4}(?:is|是|为)?[^0-9a-z]{0,4}((?:[a-z2-7]{4}[ -]?){4,13}[a-z2-7]{0,4})(?![0-9a-z])", "is_random", needs=("authenticator", "2fa", "totp", "google auth", "谷歌", "身份验证器", "两步验证")),
)  # fmt: skip
API = (
    Rule(Sort.API_SECRET, r"[0-9A-Za-z+/]{86}==", "is_mixed", is_cased=True, needs=("==",)),
    Rule(Sort.API_SECRET, r"(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{16,120}|gh[pousr]_[0-9A-Za-z]{30,80}|xox[abprs]-[0-9A-Za-z-]{20,120}", is_cased=True, needs=("_live_", "_test_", "gh", "xox")),
    Rule(Sort.API_SECRET, r"AKIA[0-9A-Z]{16}", is_cased=True, needs=("akia",)),
    Rule(Sort.API_SECRET, r"(?<![0-9])[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])", is_cased=True, needs=(":aa",)),
    Rule(Sort.API_SECRET, r"eyJ[0-9A-Za-z_-]{10,2000}\.eyJ[0-9A-Za-z_-]{10,4000}\.[0-9A-Za-z_-]{10,1000}", is_cased=True, needs=("eyj",)),
    Rule(Sort.CODE, r"otpauth://[!-~]{10,300}", needs=("otpauth",)),
)  # fmt: skip
