-- Joiners where a line must not break: inside a number, between it and its unit, inside a range, before a mark that
-- would open a line. Done here, once, because a show rule would search all text again in every round of layout.
-- Headings, and what comes from metadata, are left to `keep` (words.typ): the joiner would show in the bookmarks.

local text_of = pandoc.utils.stringify
local function inline(text) return pandoc.RawInline('typst', text) end

local function set_of(text)
  local set = {}
  for _, code in utf8.codes(text) do set[utf8.char(code)] = true end
  return set
end

-- Longer words before their beginnings.
local UNITS = {}
for unit in ([[个百分点 个基点 个月 个 年度 年末 年底 年初 年 月份 月末 月底 月 日 万亿元 亿元 万元 元 亿件 万件 件 亿 万 倍
  家 单 只 支 笔 项 份 条 行 次 期 号 名 位 起 类 种 部 天 季度 季 页 节 步 级 组 省 市 地 城 处 BP bp]]):gmatch('%S+') do
  local first = unit:match('^[%z\1-\127\194-\244][\128-\191]*')
  UNITS[first] = UNITS[first] or {}
  table.insert(UNITS[first], unit)
end
local LATE_UNITS = { '亿元', '万元', '个月', '个百分点' } -- their number stands in a link or in bold
local RANGE, MONTHS, RUN = set_of '—–~～+/', set_of '—–~～', set_of '—–~～·…／'
local CLOSING, DASH = set_of '，。、；：！？）》〉」』”’】', set_of '—–'
local CLOSING_OR_PERCENT = set_of '，。、；：！？）》〉」』”’】%'
local HOLDS, TILDE = set_of '）》”', set_of '~～'

local CHARACTER = '^[%z\1-\127\194-\244][\128-\191]*'
local function at(text, from) return text:match(CHARACTER, from) or '' end

local function is_han(character)
  local code = character ~= '' and utf8.codepoint(character) or 0
  return code >= 0x4E00 and code <= 0x9FFF or code >= 0x3400 and code <= 0x4DBF or code == 0x3005 or code == 0x3007
    or code >= 0xF900 and code <= 0xFAFF or code >= 0x20000 and code <= 0x3FFFF
end

local function starts(text, from, word) return text:sub(from, from + #word - 1) == word end

-- The character that ends right before `at_byte`, not before `floor`; '' if there is none.
local function before(text, at_byte, floor)
  local first = at_byte - 1
  while first >= floor and text:byte(first) & 0xC0 == 0x80 do first = first - 1 end
  return first >= floor and text:sub(first, at_byte - 1) or ''
end

-- Each of the following returns where what it reads from `from` on ends, the next byte; or nil.

local function digits(text, from)
  local last = select(2, text:find('^%d+', from))
  if not last then return nil end
  while true do
    local more = select(2, text:find('^[.,]%d+', last + 1))
    if not more then break end
    last = more
  end
  local sign = at(text, last + 1)
  return last + 1 + ((sign == '%' or sign == '‰') and #sign or 0)
end

local function quantity(text, from)
  local sign = at(text, from)
  local to = digits(text, from + ((sign == '−' or sign == '-') and #sign or 0))
  if not to then return nil end
  for _, unit in ipairs(UNITS[at(text, to)] or {}) do
    if starts(text, to, unit) then
      to = to + #unit
      break
    end
  end
  for _, words in ipairs { '（含）', '（不含）' } do
    if starts(text, to, words) then return to + #words end
  end
  return to
end

local function months_of_year(text, from)
  local to = select(2, text:find('^%d%d%d%d年%d%d?', from))
  local dash = to and at(text, to + 1)
  if not dash or not MONTHS[dash] then return nil end
  to = select(2, text:find('^%d%d?月', to + 1 + #dash))
  if not to then return nil end
  return starts(text, to + 1, '份') and to + 1 + #'份' or to + 1
end

local function quantities(text, from)
  local first = at(text, from)
  local to = quantity(text, from + ((first == '第' or first == 'Q') and #first or 0))
  while to do
    local sign = at(text, to)
    local more = RANGE[sign] and quantity(text, to + #sign)
    if not more then return to end
    to = more
  end
end

local function late_unit(text, from)
  for _, unit in ipairs(LATE_UNITS) do
    if starts(text, from, unit) then return from + #unit end
  end
end

local function run_of(text, from, set)
  local to = from
  while set[at(text, to)] do to = to + #at(text, to) end
  return to > from and to or nil
end

-- The phrase around the digit at `here`: with a sign and 第 or Q before it.
local function numeric(text, here, floor)
  local first = here
  local sign = before(text, first, floor)
  if sign == '-' or sign == '−' then first = first - #sign end
  local order = before(text, first, floor)
  if order == 'Q' or order == '第' then first = first - #order end
  return first, first == here and months_of_year(text, here) or quantities(text, first)
end

-- The first phrase of `text` at or after `from`: its first byte, the byte after it.
local function find(text, from)
  local first, to = from, late_unit(text, from)
  local here = from
  while not to do
    -- A digit, ~, or the first byte of one of RUN.
    here = text:find('[%d~\xC2\xE2\xEF]', here)
    if not here then return nil end
    local byte = text:byte(here)
    if byte >= 0x30 and byte <= 0x39 then
      first, to = numeric(text, here, from)
    else
      local character = at(text, here)
      local holder = RUN[character] and before(text, here, from) or ''
      if HOLDS[holder] or is_han(holder) then first, to = here - #holder, run_of(text, here, RUN) end
      here = here + #character
    end
  end
  to = run_of(text, to, RUN) or to -- 第3号——: a dash opens no line
  return first, run_of(text, to, CLOSING_OR_PERCENT) or to
end

-- Cut no finer: kerning and the compression of adjacent marks live inside a run.
local function token(text, from)
  local latin = select(2, text:find('^%a+', from))
  return digits(text, from) or latin and latin + 1 or run_of(text, from, CLOSING) or run_of(text, from, DASH)
    or from + #at(text, from)
end

local function put(out, text)
  if text ~= '' then out:insert(pandoc.Str(text)) end
end

-- A phrase as Typst: one raw piece, as a piece for each token would take the writer longer.
local function phrase(text)
  local parts, from, before = { '#whole[' }, 1, ''
  while true do
    local to = token(text, from)
    local piece = text:sub(from, to - 1)
    parts[#parts + 1] = piece == '~' and '\\~' or piece
    if to > #text then break end
    parts[#parts + 1] = TILDE[piece] and before:sub(-3) == '）' and '#may-break;' or '#wj;'
    from, before = to, piece
  end
  parts[#parts + 1] = '];'
  return inline(table.concat(parts))
end

-- Whether text may hold a phrase at all.
local function is_idle(text)
  if text:find('[%d~]') or text:find('\xE2\x80[\x93\x94\xA6]') or late_unit(text, 1) then return false end
  return not (text:find('·', 1, true) or text:find('／', 1, true) or text:find('～', 1, true))
end

local function put_text(out, text)
  if is_idle(text) then return put(out, text) end
  local from = 1
  while from <= #text do
    local first, to = find(text, from)
    if not first then break end
    put(out, text:sub(from, first - 1))
    out:insert(phrase(text:sub(first, to - 1)))
    from = to
  end
  put(out, text:sub(from))
end

-- The writer drops these: text goes on through them.
local function is_transparent(span)
  if span.identifier ~= '' or span.classes:includes('mark') or span.classes:includes('underline') then return false end
  for name in pairs(span.attributes) do
    if name == 'lang' or name:match('^typst:') then return false end
  end
  return true
end

local HOLDERS = { Strong = true, Emph = true, Link = true, Superscript = true, Subscript = true, Quoted = true,
  Span = true, SmallCaps = true, Strikeout = true, Underline = true }

local MARKUP = { Strong = true, Emph = true, Link = true, Cite = true }

-- Inlines with those inside transparent spans in their place.
local function flattened(inlines, out)
  for _, el in ipairs(inlines) do
    if el.t == 'Span' and is_transparent(el) then flattened(el.content, out) else out[#out + 1] = el end
  end
  return out
end

local function starts_in_han(el)
  local first = utf8.codepoint(text_of(el) .. ' ', 1)
  return first >= 0x4E00 and first <= 0x9FFF
end

-- A number in bold or in a link and its unit outside: phrases are looked for in one run of text only.
local function is_parted(el, after)
  return (MARKUP[el.t] or MARKUP[after.t]) and text_of(el):match('[%d%%]$') and starts_in_han(after)
end

local function joined(inlines, in_paragraph)
  local out, text, flat = pandoc.Inlines {}, '', flattened(inlines, {})
  for i, el in ipairs(flat) do
    local after = in_paragraph and flat[i + 1]
    local parted = after and is_parted(el, after) -- before what is inside is joined
    if el.t == 'Str' then
      text = text .. el.text
    else
      put_text(out, text)
      text = ''
      if HOLDERS[el.t] then el.content = joined(el.content, in_paragraph) end
      out:insert(el)
    end
    if parted then
      put_text(out, text)
      text = ''
      out:insert(inline('#wj;'))
    end
  end
  put_text(out, text)
  return out
end

local function Para(block)
  if is_idle(text_of(block)) then return nil end
  block.content = joined(block.content, true)
  return block
end

local function Plain(block)
  if is_idle(text_of(block)) then return nil end
  block.content = joined(block.content, false)
  return block
end

return { { Para = Para, Plain = Plain } }
