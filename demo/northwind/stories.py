"""The invented customers and what worries them, in their own words. No times of day: the log tells those."""

from dataclasses import dataclass

from northwind.identity import User


@dataclass(frozen=True, slots=True)
class Story:
    """`about`: what they choose in the form. `opening` is said at once, `waiting` while nobody answers, `answers` one for
    each time staff speak."""

    user: User
    language: str
    about: str
    opening: tuple[str, ...]
    waiting: tuple[str, ...]
    answers: tuple[str, ...]


def user(uid: str, name: str, *, mail: str, phone: str, vip: int = 0) -> User:
    return User(uid=uid, name={"en": name, "zh": name}, email=f"{mail}@mail.example", phone=phone, vip=vip)


STORIES: tuple[Story, ...] = (
    Story(
        user=user("88213307", "王芳", mail="wangfang", phone="+8613900133307", vip=1),
        language="zh",
        about="deposit",
        opening=("你好，我充的 USDT 一直没到账", "走的 TRC20，2,000 个，转出方显示已经成功了"),
        waiting=("有人在吗？这笔钱有点急", "刚又查了一遍，链上显示 20 多次确认了"),
        answers=(
            "好的，哈希是 4be1c07d 开头、a93f 结尾的那笔，地址我核对过，是对的",
            "哦对，我第一次充这个网络。要我截图给你看吗？",
            "明白了，那我等一下再看",
            "看到了，已经到账了，谢谢你！",
        ),
    ),
    Story(
        user=user("88190455", "Lukas Brandt", mail="lukas.brandt", phone="+491510004455"),
        language="en",
        about="security",
        opening=(
            "Hi, someone just called me and said he was from Northwind security.",
            'He knew my name and wanted the code from my text message "to stop a withdrawal". Was that you?',
        ),
        waiting=("I hung up, but now I'm nervous. Should I change something?",),
        answers=(
            "No, I gave him nothing. He did know the last four digits of my phone though.",
            "Password changed, and I signed out everywhere else.",
            "Good to know that you never ask for codes. Can I report the number somewhere?",
            "Thanks, that helped. I'll sleep better now.",
        ),
    ),
    Story(
        user=user("88077162", "李建国", mail="lijianguo", phone="+8613700137162"),
        language="zh",
        about="kyc",
        opening=("身份认证第三次被退回来了，说照片看不清", "可是我在手机上看明明很清楚啊"),
        waiting=("是不是要用扫描仪扫？家里没有那个东西",),
        answers=(
            "哦，是反光吗？我是晚上开着灯拍的",
            "那我明天白天在窗边再拍一张，四个角都要露出来对吧",
            "好，谢谢，讲得很清楚",
        ),
    ),
    Story(
        user=user("88301998", "Amara Okafor", mail="amara.okafor", phone="+2348030001998", vip=1),
        language="en",
        about="login",
        opening=("My old phone died and my authenticator was on it. I can't get into my account at all.",),
        waiting=(
            "I do have the backup email still, if that helps.",
            "I also have some open orders, so I'd rather not wait for days.",
        ),
        answers=(
            "No, I never wrote down the recovery key. I know, I know.",
            "A short video and my ID, fine. Is it safe to send those here in the chat?",
            "Okay, I'll only use the page inside the app then.",
            "Great, thank you for being so clear about it.",
        ),
    ),
    Story(
        user=user("88145520", "林晓", mail="linxiao", phone="+8615800155520", vip=3),
        language="zh",
        about="withdrawal",
        opening=("请问提现为什么一直在审核中？", "今天要用这笔钱交学费，能不能快一点"),
        waiting=("我是 VIP 3，以前都是几分钟就好了",),
        answers=(
            "是的，昨天刚换了新手机登录",
            "原来换设备之后要多审一道，理解，大概还要多久？",
            "好的，那我等通知，谢谢",
        ),
    ),
    Story(
        user=user("88256734", "Sofia Reyes", mail="sofia.reyes", phone="+34600006734"),
        language="en",
        about="trading",
        opening=("Hello! I set a stop order on ETH and it sold lower than my stop price. Why?",),
        waiting=("It was only a small amount, I just want to understand what I did wrong.",),
        answers=(
            "It was a stop-market order, I think. Is that the difference?",
            "Ah! So a stop-limit would have kept my price, but it might not have sold at all.",
            "Got it. Thanks for explaining without the jargon :)",
        ),
    ),
)
