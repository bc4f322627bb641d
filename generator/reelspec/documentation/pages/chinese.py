"""The words of a page's layout in Chinese, put into the English that every reader knows. Readers and prose call it.

Only what labels, marks, types and limits are made of is translated; the rest of a sentence stays as it is, and the
statements of a page keep its own words.
"""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_PHRASES: tuple[tuple[str, str], ...] = (
    ("Body", "请求体 请求正文 请求主体"),
    ("Request Parameters", "请求参数 输入参数 接口参数 参数说明 参数列表 入参"),
    ("Response", "响应 响应体 响应参数 返回参数 返回结果 返回值 返回 出参 输出参数"),
    ("Input", "输入"),
    ("Output", "输出"),
    ("Authorizations", "授权 认证 鉴权 身份验证 身份认证"),
    ("Headers", "请求头 请求头部 请求标头"),
    ("Path Parameters", "路径参数"),
    ("Query Parameters", "查询参数"),
    ("parameter", "参数名 参数名称 参数 字段名 字段名称 字段 名称 属性"),
    ("type", "类型 数据类型 参数类型 字段类型"),
    ("description", "说明 描述 参数描述 字段说明 备注 含义"),
    ("required", "必填 必需 必选 必传 必须 是否必填 是否必需 是否必选 是否必传 为必填项"),
    ("optional", "可选 选填 非必填 非必需 非必选 非必传"),
    ("deprecated", "已弃用 已废弃 弃用 废弃"),
    ("string", "字符串 字符串类型 文本"),
    ("integer", "整数 整型 整数类型 长整型"),
    ("number", "数字 数值 浮点数 浮点 浮点型 小数"),
    ("boolean", "布尔 布尔值 布尔型 布尔类型"),
    ("object", "对象"),
    ("array", "数组 列表"),
    ("enum", "枚举 枚举类型"),
    ("array of string", "字符串数组 字符串列表"),
    ("array of integer", "整数数组"),
    ("array of object", "对象数组 对象列表"),
    ("Default", "默认值 缺省值 默认 缺省"),
    (
        "Available options",
        "可用选项 可选值 可选项 可选范围 可用值 枚举值 取值 有效值 允许值 允许的值 支持的值 支持值 候选值 "
        "可接受的值 可接受值 接受的值 可取值 可选的值",
    ),
    ("Range", "取值范围 有效范围 数值范围 允许范围 支持范围 范围"),
    ("Supported values", "支持的分辨率 支持的比例 支持的宽高比 支持的尺寸 支持的模型 支持的模式 支持的时长"),
    ("Required range", "必填范围 必需范围 要求范围"),
    ("Maximum string length", "最大字符串长度 字符串最大长度"),
    ("Minimum string length", "最小字符串长度 字符串最小长度"),
    ("Required string length", "必填字符串长度 要求字符串长度 必需字符串长度 字符串长度"),
    ("Maximum array length", "最大数组长度 数组最大长度"),
    ("Minimum array length", "最小数组长度 数组最小长度"),
    ("Required array length", "必填数组长度 要求数组长度 必需数组长度 数组长度"),
    ("Maximum length", "最大长度 长度上限"),
    ("Minimum length", "最小长度 长度下限"),
    ("Maximum value", "最大值"),
    ("Minimum value", "最小值"),
    ("at most", "最多 至多 不超过 不大于 不能超过 不得超过 不多于 最大 最长 上限"),
    ("at least", "最少 至少 不少于 不小于 不低于 最小 最短 下限"),
    ("Example", "示例 例子 示例值 例如"),
    ("elements", "元素"),
    ("duration", "时长 时间"),
    ("fixed as", "固定为 固定值为 此处为"),
    ("depends on", "依据 取决于"),
    ("current", "当前 适当"),
    ("as follows", "如下"),
    ("options", "选项"),
    ("project", "项目"),
    ("characters", "个字符 字符 个汉字 个字"),
    ("items", "张图片 个图片 个元素 个视频 个文件 个链接 张 项"),
    ("seconds", "秒"),
    ("is", "为 是"),
    ("to", "至 到"),
    ("or", "或 或者"),
    ("and", "和 与 及 以及"),
    ("if", "当 如果 若 如 时 仅当 除非 否则 对于 情况下 模式下"),
    ("recommended", "建议 推荐 大约 约 左右"),
)
_ENGLISH = {word: english for english, several in _PHRASES for word in several.split()}
_PHRASE = re.compile("|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True)))
_MARKS = str.maketrans(
    {
        "，": ", ",
        "、": ", ",
        "；": "; ",
        "：": ": ",
        "（": " (",
        "）": ") ",
        "。": ". ",
        "～": "~",
        "｜": " | ",
        "／": "/",
    }
    | {"【": "[", "】": "]", "《": "<", "》": ">", "＜": "<", "＞": ">", "．": ".", "！": "! ", "？": "? ", "　": " "}
    | {"「": '"', "」": '"', "＝": "=", "＋": "+", "－": "-"}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)


def is_chinese(text: str) -> bool:
    """Whether there are characters or punctuation of Chinese in a text."""
    return _CHINESE.search(text) is not None


def english(text: str) -> str:
    """The text with its words of layout and its punctuation as English has them; without Chinese, the text itself."""
    if not is_chinese(text):
        return text
    translated = _PHRASE.sub(lambda phrase: f" {_ENGLISH[phrase[0]]} ", text.translate(_MARKS))
    return (
        re.sub(r"\s+([,.:;)\]>])", r"\1", " ".join(translated.split()))
        .replace("< ", "<")
        .replace("[ ", "[")
        .replace("( ", "(")
    )
