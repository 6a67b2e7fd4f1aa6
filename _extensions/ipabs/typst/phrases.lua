-- Phrases that must not break, found in plain text: numbers with their units, ranges, marks that would open a line; and
-- text as Typst, its phrases held together.

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
-- No line opens with one of these anyway; a joiner would only part the run.
local STICKING = set_of '，。、；：！？）》'
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

-- A phrase as Typst: one raw piece, as a piece for each token would take the writer longer.
local function phrase(text)
  local parts, from, before = { '#whole[' }, 1, ''
  while true do
    local to = token(text, from)
    local piece = text:sub(from, to - 1)
    parts[#parts + 1] = piece == '~' and '\\~' or piece
    if to > #text then break end
    if not STICKING[at(text, to)] then
      parts[#parts + 1] = TILDE[piece] and before:sub(-3) == '）' and '#may-break;' or '#wj;'
    end
    from, before = to, piece
  end
  parts[#parts + 1] = '];'
  return table.concat(parts)
end

local function has_mark(text)
  return text:find('[%d~]') or text:find('\xE2\x80[\x93\x94\xA6]')
    or text:find('·', 1, true) or text:find('／', 1, true) or text:find('～', 1, true)
end

-- Whether text may hold no phrase.
local function is_idle(text) return not has_mark(text) and not late_unit(text, 1) end

-- What pandoc's Typst writer makes of these; a backslash goes before those of ASCII.
local WRITTEN = { ['\u{a0}'] = '~', ['–'] = '--', ['—'] = '---', ['’'] = "'" }

-- Text as the writer has it, not at the beginning of a line; nil where that depends on more. `after_code`: whether a raw
-- piece, and no space, stands before it.
local function written(text, after_code)
  if text:find('//', 1, true) or text:find('--', 1, true) then return text == '--' and '-\\-' or nil end
  if not text:find('["#$\'(*;<>@%[%]\\_`~\xC2\xE2]') then return text end
  local called = text:find('^[(;]')
  if called and not after_code then return nil end
  local made = text:gsub('["#$\'*<>@%[%]\\_`~]', '\\%0'):gsub('[\xC2\xE2][\x80-\xBF]+', WRITTEN)
  return called and '\\' .. made or made
end

-- Calls `plain` with text and `held` with phrases (as Typst), in their order.
local function each(text, plain, held)
  local from = 1
  while from <= #text do
    local first, to = find(text, from)
    if not first then break end
    if first > from then plain(text:sub(from, first - 1)) end
    held(phrase(text:sub(first, to - 1)))
    from = to
  end
  if from <= #text then plain(text:sub(from)) end
end

-- Text as Typst, not at the beginning of a line; nil where the writer must see it. `idle`: no phrases are wanted.
local function typst(text, after_code, idle)
  if idle or is_idle(text) then return written(text, after_code) end
  local parts, fit = {}, true
  each(text, function(plain)
    local made = written(plain, after_code or #parts > 0)
    fit = fit and made
    parts[#parts + 1] = made
  end, function(held) parts[#parts + 1] = held end)
  return fit and table.concat(parts) or nil
end

return { has_mark = has_mark, is_idle = is_idle, typst = typst, each = each }
