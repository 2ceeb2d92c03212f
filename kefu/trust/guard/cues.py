"""The words that make an ask of what names a secret, and those that make none: six languages in one pattern each. Pure."""

from kefu.trust.guard.words import compiled

_HANDS_OF_ENGLISH = (
    r"(?<!to say )\b(?:send(?:ing)?|shar(?:e|ing)|giv(?:e|ing)|gimme|tell(?:ing)?|furnish|relay|communicate|recite|quote|repeat|advise|deliver|provid(?:e|ing)|forward(?:ing)?|supply|submit|disclose|reveal)\b",
    r"\b(?:answer with|include|pop|name(?= (?:the|your) )|screenshot(?= (?:the|your|that) )|attach|upload|list|hand over|let (?:me|us) (?:have|know|see)|dictate|say|spell|stat(?:e|ing)|screenshot of|photo of|picture of)\b",
    r"\b(?:text|dm|e-?mail|mail|message|pm|show|read|pass|slip) (?:me|us|it|them|along|over|out|that)\b|\bre(?:ply|spond|plying|sponding) (?:with|by)\b",
    r"(?<!the )(?<!your )(?<!an )(?<!a )(?<!by )\b(?:e-?mail|text|read)(?= (?:me |us )?(?:your|the) )|\bconfirm(?:ing)? (?:me |us )?(?=(?:your|ur)\b|the (?:\w+ )?(?:code|pin|otp|password|digits?|number)\b)|\bverify(?= (?:your|the)\b[^.]{0,30} with (?:me|us))|\bget back to (?:me|us) with\b",
)
_HANDS_ALIKE = (  # these may follow what is asked for
    r"发(?:送)?(?:给)?(?=我|客服|专员|过来|来|一下|下|到(?:我|本|这|客服|对话)|出来|看看|给|一份|吧|一起|至)|(?:提供|提交|出示|透露|告诉|告知|告之|报|念|转发|传|读|截图|截|交)(?!人|给(?:他|别|其)|道|失败|成功|中|记录|表|错|警)",
    r"(?:请(?!问|稍|放心|注意)|麻烦|把|将|需要您|直接|帮忙|烦请|劳烦)(?:您)?(?=[^,。!?;\n]{0,14}(?<!重新)(?<!点击)(?<!再)(?:发送?(?!次)|回复|分享|上传|给|说明?|拍照|导出|回传|输给|私信|贴|(?<!填)写))",
    r"(?:(?<!反馈)(?<!转)(?<!提交)给|交|报|传|贴|写|念|回)(?:一下|下|到|给|来|过来|出来)?(?:给)?(?:我|客服|专员|工程师|技术)|私信(?:给)?我|(?:给|贴|甩|写|报|念|说)(?:一?下|过来|出来|全)|回复(?=短信|验证|资金|登录|密码|您|助记|到|该|本|我)|(?:说|写)(?:出|明)?(?=密码|一下)",
    r"(?<!开始)发送?(?=[您你]的)|核对(?:一下)?(?=[您你]的(?:登录|资金|交易|支付|密|验|助|私))|提供(?:一下)?|登记一下|拍照|截一下|配合(?:一下)?提供|回传|发来|敲给|给个|报上来|发个|回复(?:一下|我|到|至|客服|$|[,。!])",
    r"\b(?:при|вы|от|пере)?(?:шлит[еe]|шли)\b|пришли(?:те)?|отправь(?:те)?|скинь(?:те)?|сообщи(?:те)?|назови(?:те)?|продиктуй(?:те)?|скажи(?:те)?",
    r"\b(?:дай(?:те)?|предоставь(?:те)?|перешли(?:те)?|передай(?:те)?|покажи(?:те)?|вышли(?:те)?|поделитесь|кинь(?:те)?|зачитай(?:те)?|ответьте|подтвердите)\b",
    r"\b(?:gui|cung cap|doc giup|doc cho|chuyen tiep|tra loi bang|chup|chia se)\b|\bcho (?:toi|minh|chung toi|ky thuat|em|xin)\b|xin (?=mat khau|ma )",
    r"\b(?:gonder(?:in|iniz|ir|irseniz|ebilir)?|ilet(?:in|iniz|ir|ebilir)|soyle(?:yin|yiniz|r)|paylas(?:in|iniz|ir|abilir)|oku(?:yun|yunuz|r)|bildir(?:in|ir))\b",
    r"\b(?:yanitla(?:yin)?|ver(?:in|iniz|ir misiniz|ebilir)|at(?:in|ar misin\w*)|yaz(?:ar misin\w*)|lazim)\b",
    r"\b(?:en[vb]i(?:e|eme|enos|ar|arme|ame)|mand(?:e|eme|enos|ame|emela|amela)|pas(?:e|ame|eme|enos)|dig(?:a|ame|anos)|d[ea](?:me|nos)|dime)\b",
    r"\b(?:compart(?:a|ame|anos|e|ir)|indi(?:que|quenos|queme)|respond(?:a|e) con|reenvi(?:e|enos|eme)|facilit(?:e|enos)|proporcion(?:e|enos)|(?:me|nos) (?:puede )?(?:da|dar|dice|pasa|manda|decir|pasar|enviar|indica))\b",
)
HANDS = compiled(*_HANDS_OF_ENGLISH, *_HANDS_ALIKE)
HANDS_AFTER = compiled(*_HANDS_ALIKE)
ENTERS = compiled(
    r"\b(?:enter(?:ing)?|typ(?:e|ing)|input|writ(?:e|ing)(?! down)|past(?:e|ing)|fill(?: in)?|drop|post|put|insert|key in|copy|leave)\b",
    r"输入|填写|填入|填|粘贴|贴|写(?![着明错])|复制|введите|вставьте|напишите|укажите|впишите|впиши|\b(?:nhap|dan|dien|viet|ghi)\b",
    r"\b(?:yaz(?:in|iniz)|yapistir(?:in|iniz)|gir(?:in|iniz))\b|\b(?:peg(?:ue|a)|escrib(?:a|e)|introduzca|ponga)\b",
)
HERE = compiled(
    r"(?<!not )\bhere\b|\bbelow\b|\b(?:in|into|to) (?:this|the|our|your) (?:chat|conversation|ticket|thread|dm|reply|answer|next message)\b|\bto (?:me|us)\b|\b(?:me|us)\b|our (?:agent|engineer|technician|developer|team)\w*",
    r"此处|这里(?!不)|在这|(?:本|这个?)?(?:对话|会话|聊天)(?:框|窗口)?|我(?!的|已|收)|客服|专员|工程师|这边|过来|下来|如下",
    r"сюда|мн[еe]\b|\bнам\b|в (?:этот )?чат|\b(?:vao|o) day\b|khung chat|cho (?:toi|minh|chung toi)|gui (?:toi|minh)|giup toi|\bbana\b|\bbize\b|buraya|sohbet\w*|\baqui\b|este chat|(?:envie|mande|de)(?:me|nos)",
)
HERE_WRITTEN = compiled(  # where somebody writes, rather than who asks
    r"(?<!not )\bhere\b|\bbelow\b|\b(?:in|into|to) (?:this|the|our|your) (?:chat|conversation|ticket|thread|dm|reply|answer|next message)\b|\bto (?:me|us)\b|to our (?:agent|engineer|team)\w*|,? and (?:i|we)(?:\'ll| will| can)\b",
    r"此处|(?:在|到)?这里(?!不)|在这|(?:本|这个?)?(?:对话|会话|聊天)(?:框|窗口)?|(?:给|到|发)我|给?客服|专员|过来|下来|如下",
    r"сюда|мн[еe]\b|\bнам\b|в (?:этот )?чат|\b(?:vao|o) day\b|khung chat|cho (?:toi|minh|chung toi)|gui (?:toi|minh)|giup toi|\bbana\b|\bbize\b|buraya|sohbet\w*|\baqui\b|este chat",
)
PLACES = compiled(
    r"\b(?:on|in|into|at|inside|through|under) (?:the |our |your )?(?:\w+ ){0,2}(?:page|app|site|website|screen|form|box|field|settings|portal|center|centre|wallet|security|api management)\b",
    r"on the (?:official )?(?:\w+ )?(?:page|site)|\b(?:choose|tap|click|press)\b|\byourself\b|\boffline\b|on paper|safe place|\bthere\b|spam|junk|only into|password manager|log ?in page",
    r"在?(?:官网|官方|登录页|页面|网页|网站|网址|安全(?:中心|页|设置)|设置里|在app|app(?:里|内|的|上|中|安)|应用|钱包里|api管理|提现页|电脑端|弹窗|垃圾|手动|纸上|离线)|自己(?:输入|填)|点击|点 ?\*\*|选择?\*\*|点“|点\"|点获取|按钮|滑块",
    r"странице|сайте|приложении|настройках|спам|\btrang\b|ung dung|website|thu rac|sayfa\w*|uygulama(?:da|nin)|sitede|pagina|aplicacion(?!.{0,8}autent)|\bsitio\b|carpeta",
)
DENIES = compiled(
    r"\b(?:never|not|nobody|none|no one|cannot|without|avoid|ignore|refuse|rather than|instead of)\b(?! (?:hesitate|worry|forget|be (?:shy|afraid)|wait|only|just|a problem|long))",
    r"\b(?:do|does|did|wo|ca|ca|is|are|should|would|need|must|have|has)n'?t\b(?! (?:you |hesitate|worry|forget|be (?:shy|afraid)|wait|mind))",
    r"\bno (?=(?:colleague|employee|staff|agent|person|member|one|code|fee|tax|need|support|password|seed|private|secret|recovery|remote|such)\b)",
    r"(?<![能可要是会方])不[要用会需必能得可应该让是问看](?!紧|是很|太)|不需要|没必要|无需|无须|请勿|切勿|[勿绝]|从[不未没]|永[不远]|永远不|千万别|(?<![识特分区级性])别(?!人|的|急|担心|耽误|怕|忘)|拒绝|禁止|避免|防止|谨防|没有(?![^,。]{1,14}(?:查不|无法|没法|不了|不能|不行))|收不到|没收到|遮|去掉|删除|不包括|不含",
    r"(?<![а-яa-z])не(?![а-яa-z])|никогда|никому|никто|никаких?|\bнет\b|нельзя|\bkhong(?! ?(?:\?|$|a\b))|(?<!ung )(?<!su )\bdung\b(?! (?:thu tu|ung dung|dung|luc|cach))|\bchua\b|chang bao gio",
    r"\b\w{2,}m[ae](?:y[iu]n(?:iz)?|zse)\b|asla|degil|\bistemez|sorma(?:y|z)|\byok\b|gerekmez|goremem|hicbir|\bno\b(?= (?:[a-z]+ ){0,4}(?:envie|comparta|diga|de|mande|pid|necesit|instale|tenemos|existe|hay|puedo|nadie|aqui|es|escriba|permita))|\bnunca\b|\bjamas\b|\bni\b",
)
OTHERS = compiled(
    r"\b(?:anyone|anybody|someone|somebody|whoever|who asks?|scam\w*|fraud\w*|phish\w*|fake|imperson\w*|thie(?:f|ves)|stranger\w*|asks (?:you )?for|asked (?:you )?for|robbing|rob\b|is not us\b|(?:who|they|people|scammers|thieves|(?<!we )(?<!i )(?:may|might|could|will|would|can)) ask (?:you )?|yours alone|keep \w+ (?:codes|passwords?) to yourself)\b",
    r"\b(?:did|has) the\b|\b(?:did|have|has|had) (?:you|anyone|somebody|he|she|they)\b|\bif you (?:already|have|ever|suspect|shared|gave)|\bare you\b|\bdo you (?:see|remember|still|know)\b|\bif (?:your|the) ",
    r"任何人|他人|别人|其他人|他们|陌生|骗|诈|假的|凡是|偷|冒充|自称|假冒|钓鱼|泄露|泄漏|有人|谁|如果您?已|是不是|是否|有没有|索[要取]|过(?=密码|验证码|助记|防)|给了|为什么|(?:自己|妥善|请)保管|保管好|要密码|要验证码|要助记词",
    r"мошенни|\bкто\b|кому-нибудь|если вы уже|чуж|ke lua dao|\bai (?:hoi|bao|yeu|do|biet|noi)|cho ai|bat (?:ky|cu) ai|nguoi (?:khac|la)|da (?:cho|dua)|lua dao",
    r"kimse\w*|birin[ei]|dolandir|isteyen|baska|\bnadie\b|quien|estafa\w*|alguien|si ya|fraude",
)
WHAT = compiled(
    r"\b(?:what|which)(?:'?s| is| are| was| were| does)?\b|(?<![а-яa-z])(?:как(?:ой|ая|ие|ов|ую)|что за)(?![а-яa-z])|\bcual\b|\bque\b(?= codigo| contrasena| clave| palabras)"
)
WHAT_AFTER = compiled(
    r"(?:是|为)(?=\s*(?:[?:]|$))|是(?:多少|什么(?!时候|问题|意思|情况|原因|提示)|啥|哪(?!里|个页|条))|分别是|多少(?:呀|呢|啊)?(?=[?!。,]|$)|[:_]\s*(?:_{2,}|\?|\((?=[^)]{0,8}(?:回复|reply|填))|\.{3})|\bla (?:gi|bao nhieu)\b|\bned(?:ir)\b|_{3,}",
)
NEEDS = compiled(
    r"\b(?:i|we|i'?d|we'?d|i'?ll|we'?ll|i'?m|we'?re|system|team|engineers?|all|technicians?|colleagues?|managers?|supervisors?|agents?)\b(?:'(?:ll|d|m|re))?(?: \w+){0,4}? (?:need|needs|needing|require|requires|want|wants|missing|like|ask|must have|waiting for|looking for)\b",
    r"\b(?:may|can|could|might|possible to|let me) (?:i |we )?(?:have|get|see|borrow)\b|(?<!are )(?<!you )\bwaiting for\b(?= (?:the|your))|\bif (?:i|we) (?:had|have|could see|knew|know)\b|(?:trouble|bother) you for|\b(?:would|do) you mind\b|\bmind (?=shar|send|giv|tell)|\byou (?:only |just )?have to (?:send|give|tell)",
    r"(?<!您)(?<!你)(?<!不)(?:需要|要求|只需要?|还差|还缺|需)(?:您|你|贵方)的?(?:提供)?|(?:我们?|这边|技术|后台|工程师|系统)(?:这边)?(?:还|现在|只|也)?(?:需要|要(?!求)|得有|缺)|(?<![您你])需要[:：]",
    r"(?:мне|нам|специалисту) (?:\w+ )?нуж[а-яa-z]+|необходим[а-яa-z]*|\b(?:chung toi|toi|minh|ky thuat vien) can\b|necesit(?:o|amos)|ocupo|requerimos",
)
NEEDS_AFTER = compiled(r"\b(?:would (?:be (?:helpful|great|nice|useful)|help)|(?:is|are) all (?:i|we) need|(?:has|have) to be (?:sent|told|given)|(?:is|are) (?:fine|enough)(?=\W*$)|will do\b|you can (?:send|tell|give) (?:me|us)|if you would\b)|\bihtiyac\w*|\blazim\b|\bgerekli\b|\b(?:is|are) (?:needed|required)(?! (?:when|on|in|at|to (?:log|sign)))|(?<!不)也要给")
PLEASE_AFTER = compiled(r"^[\s,.:;-]{0,3}(?:for your account )?(?:please|pls|plz|por favor|пожалуйста|谢谢|please\b|, cam on|lutfen)")
HANDED = compiled(  # it, they, this: what was named before
    r"\bi(?:'ll)? need (?:it|them|those|that)\b|(?:(?:^|(?<=[.!?。;\n])|(?<=[.!?。;\n] ))|,)\W*(?:so )?what is it\b|what does it say|let (?:me|us) know what it (?:is|says)|\b(?:type|enter|put|pop|drop) (?:it|them) (?:in )?(?:here|below|in)\b",
    r"\bsend (?:me|us) a (?:picture|photo|screenshot|copy)\b(?! of)|请您?(?:直接)?(?:发送|提供|回复)(?=[。,!]?$)|都?发来(?=[。,!]?$)",
    r"\b(?:send|forward|paste|read|drop|write|give|tell|post|text|share|pass|show|slip)\b(?: (?:me|us|just|please))? (?:it|them|yours|that (?:number|code)|those|that)\b(?! (?:on|in|into|at|only|to (?:any|no)|away))",
    r"\b(?:send|forward|paste|read|drop|write|give|tell|text|pass|attach)\b[^.!?,]{0,12}\b(?:here|below|to (?:me|us)|(?:me|us) (?:here|that number|the (?:numbers?|digits?))|over)\b",
    r"\b(?:send|forward|read) (?:me|us|it|them)(?: out)?\b(?=[^a-z]*$)|\btell (?:me|us) (?:what it says|the (?:numbers?|digits?|code))|\bpass it along\b|\bwrite it below|\bsend (?:it )?back\b",
    r"(?:发|报|念|读|贴|传|(?<!反馈)(?<!提交)(?<!转)给|复制|转发|说|写|填好后?回)(?:给|下|送)?(?:过来|出来|到我|我(?!们会|查)|客服|技术|回来)|回复我|回传|(?:告诉|告知)(?:我|客服)(?:一下)?(?:数字|就|$|[,。!]|其?内容)|回复到?本|收到(?:了|后)?(?:请)?(?:第一时间)?(?:告诉|回复|发|报|念)|复制给我|(?:填好|写好)后?回复|一并发",
    r"(?:перешлите|пришлите|отправьте|скиньте|продиктуйте) (?:\w+ )?(?:[еe]го|их|[еe][еe]|мн[еe]|сюда|нам)|gui (?:minh|toi|giup|cho)|(?:bana|bize) (?:gonder|yaz|oku|ilet)\w*|mandemela|enviemel[oa]|digamel[oa]",
)
BETWEEN_BREAKS = compiled(
    r"\b(?:wrote|looks?)\b",
    r"\bgets?\b(?! (?:me|us))|phone number|network",
    r"\b(?:whether|if|when|how|why|where|which(?! you can)|error|errors|rule|before|after|while|until|happens|uid$|link|screenshot of the (?:page|error)|reset|resetting|change|changing|check|wait|request|update|arrive|so that you)\b|(?<!one )(?<!one-)\btime\b",
    r"提示|报错|错误|规则|原因|怎么|什么时候|有没有|是否|通过|修改(?!后)|重置|设置(?!的)|绑定|解绑|更新|检查|等待|注意|记录|才|链接|可疑",
    r"ошибк|сбро|смен|\bloi\b|dat lai|doi mat|hata\b|sifirla|error|restablec|cambi|despues de|sau khi|после",
)
AFTER_BREAKS = compiled(
    r"^['\"”’]?\s*(?:rules?|errors?|polic|manager|reset|change|field|box|length|requirement|settings?|problem|issue|came|arrived|was\b|did\b|format|page|screen|has\b(?! to be)|have\b(?! to be)|you (?:are|have (?:trouble|problem|difficult))|(?:.s )?(?:name|label|permission|ip)\w*\b|fails?\b|still\b|works?\b|by sms|expires? in (?!a))",
    r"^[”\"]?(?:问题|并(?:告诉|联系|通知)|是(?!多少|什么|啥|哪|\s*[?:]|$)|错误|提示|后(?![0-9一二两三四几六])|时|的?发送(?![给到至](?!您|你))|有效|已|会|页|规则|到您|记录|通常|一直|在|需|输(?!入[到在](?:聊天|对话|这|此))|没|不|和密码不|的是|的时候|就)(?!.{0,6}(?:发|给|告诉|报)(?:我|给我|来|过来)|输入(?:到|在)(?:聊天|对话|这)|发送?[给到至](?!您|你))",
)
OTHER_THINGS = compiled(
    r"\b(?:txid|error|receipt|uid|order number|case number|e-?mail address|screenshot of the error|video|amount)\b|(?:页面|错误|提示|报错|订单|记录|界面的)截图|uid|txid|单号|哈希|报错|错误|原因|问题|疑问|帮助|金额|地址|(?<!第一)时间|状态|情况|链接|可疑|账号发|举报|我们会|什么|哪|浏览器|运营商|手机号|型号|版本|日期|国家|地区|网络|姓名|用户名|哪天|品牌|\b(?:operator|carrier|model|version|country|day|date)\b"
)
PLAIN_ASKS = compiled(  # whatever else is asked beside
    r"\b(?:set|change) (?:your|the) password to \w+ and (?:tell|let|inform)|密码(?:改成|设成|设为)\w+[^。]{0,8}(?:告诉|通知|跟)我",
    r"\b(?:what|which) (?:\w+ ){0,2}(?:codes?|passwords?|pin|otp|words) (?:did|do|have|are|does) (?:you|it|the)\b(?! (?:need|want|prefer|use|mean|have trouble))(?=[^.?!]{0,30}(?:\?|get|got|receiv|see|set|use|tried|show|say))",
)
ALONE_BEFORE = compiled(r"^\W*(?:(?:and|so|now|ok|okay) )?(?:(?:the|your|ваш|ваша|su|tu|您的|你的) )?$|^\W*(?:您的|你的)$")
ALONE_AFTER = compiled(r"^\W{0,2}[?]")
WANTED = compiled(r"\b(?:please|pls|now|just)\b|请|麻烦|现在|пожалуйста|por favor|lutfen|vui long")
WARNS = compiled(  # a whole sentence about those who ask
    r"\b(?:anyone|anybody|whoever|nobody|no one) (?:who|wants|asks|that|from|needs)|\b(?:scam\w*|fraud\w*|phish\w*|robbing|is not us|are not us|thief|thieves)\b",
    r"凡是|骗|诈|假的|谁要|谁问|谁让|不是我们|钓鱼|мошенни|lua dao|dolandir|estafa",
)
