-- Ratings of structured finance: AAAsf, AA+sf, AA-sf, Asf, BBB+sf in any text become AAA, a raised sign, a lowered sf.
-- Copied as plain `AAAsf`. Code is left alone: filters see no Str in it.

local GRADES = {
  AAA = true, AA = true, A = true, BBB = true, BB = true, B = true, CCC = true, CC = true, C = true,
}
local MINUS = '−'
-- What may stand between the grade and sf; the hyphen prints as a minus sign, as high as the plus.
local SIGNS = { ['+'] = '+', ['＋'] = '+', ['-'] = MINUS, ['–'] = MINUS, [MINUS] = MINUS, [''] = '' }

local function rating(grade, sign)
  local parts = { pandoc.Str(grade) }
  if sign ~= '' then
    parts[#parts + 1] = pandoc.Superscript { pandoc.Str(sign) }
  end
  parts[#parts + 1] = pandoc.Subscript { pandoc.Str('sf') }
  return parts
end

-- Returns where a rating begins and ends at or after `from`, with its grade and sign.
local function find(text, from)
  while true do
    local first, last, grade, sign = text:find('([ABC]+)([^%w]-)sf', from)
    if not first then return nil end
    local before, after = text:sub(first - 1, first - 1), text:sub(last + 1, last + 1)
    local alone = not (first > 1 and before:match('[%w_]')) and not after:match('[%w_]')
    if alone and GRADES[grade] and SIGNS[sign] then
      return first, last, grade, SIGNS[sign]
    end
    from = first + 1
  end
end

local function Str(el)
  local text = el.text
  if not text:find('sf', 1, true) then return nil end
  local first, last, grade, sign = find(text, 1)
  if not first then return nil end
  local out, at = pandoc.Inlines {}, 1
  while first do
    if first > at then out:insert(pandoc.Str(text:sub(at, first - 1))) end
    out:extend(rating(grade, sign))
    at = last + 1
    first, last, grade, sign = find(text, at)
  end
  if at <= #text then out:insert(pandoc.Str(text:sub(at))) end
  return out
end

return { { Str = Str } }
