"""What conversations of an exchange are about, and what is noted of them: an installation may change all of it."""

from django.db import migrations

CATEGORIES = (
    ("login", "Login", "登录"),
    ("deposit", "Deposit", "充值"),
    ("withdrawal", "Withdrawal", "提现"),
    ("trading", "Trading", "交易"),
    ("kyc", "Identity check (KYC)", "身份认证 (KYC)"),
    ("security", "Account security", "账户安全"),
    ("fees", "Fees", "手续费"),
    ("other", "Other", "其他"),
)
NETWORKS = (
    ("bitcoin", "Bitcoin"),
    ("ethereum", "Ethereum (ERC-20)"),
    ("tron", "Tron (TRC-20)"),
    ("solana", "Solana"),
    ("other", "Other"),
)
FIELDS = (
    ("coin", "text", "Coin", "币种"),
    ("network", "choice", "Network", "网络"),
    ("txid", "text", "TxID", "交易哈希 (TxID)"),
    ("order", "text", "Order", "订单号"),
    ("amount", "number", "Amount", "数量"),
    ("happened_on", "date", "Day it happened", "发生日期"),
)


def add(apps, schema_editor):
    category, field = apps.get_model("conversations", "Category"), apps.get_model("conversations", "Field")
    networks = {slug: {"en": name, "zh-hans": "其他" if slug == "other" else name} for slug, name in NETWORKS}
    for position, (slug, en, zh) in enumerate(CATEGORIES):
        category.objects.create(slug=slug, names={"en": en, "zh-hans": zh}, position=position)
    for position, (slug, kind, en, zh) in enumerate(FIELDS):
        choices = networks if slug == "network" else {}
        field.objects.create(slug=slug, kind=kind, names={"en": en, "zh-hans": zh}, choices=choices, position=position)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_sorting")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
