-- Runs of plain text that the embedded assembler hands over as such, each in a raw inline with its number: elements for
-- their words would cost every filter. Under Quarto there are none.

local handed = ipabs_texts
local GIVEN = 'ipabs-text'

-- Ratings are made before a look sees its text (ratings.lua).
local function has_rating(part)
  local text = type(part) == 'string' and part or part.text
  return text and text:find('sf', 1, true)
end

if handed then
  handed.wanted = function(parts)
    for _, part in ipairs(parts) do
      if has_rating(part) then return false end
    end
    return true
  end
end

-- The parts that an inline stands for, if any: words, spaces, { code } and { text, class, fact }.
local function parts_of(el)
  return handed and el.t == 'RawInline' and el.format == GIVEN and handed.given[tonumber(el.text)] or nil
end

-- A part as an element.
local function element(part) return handed.inlines({ part })[1] end

-- Inlines with elements in place of what was handed over.
local function opened(inlines)
  local made = {}
  for _, el in ipairs(inlines) do
    local parts = parts_of(el)
    if parts then
      for _, each in ipairs(handed.inlines(parts)) do made[#made + 1] = each end
    else
      made[#made + 1] = el
    end
  end
  return made
end

-- Text of parts, as pandoc.utils.stringify has it.
local function text_of(parts)
  local made = {}
  for i, part in ipairs(parts) do made[i] = type(part) == 'string' and part or part.text or part.code end
  return table.concat(made)
end

local SPACE = pandoc.Space()

-- Words without any mark that Markdown may know, which need no reading; nil for other text. A hyphen may be escaped.
local function bare(text)
  local plain = text:gsub('\\%-', '\1')
  if plain:find('[^%w\1\128-\255 ,.%%()-]') or plain:find('^[%s(-]') or plain:find('^%w+[.)]') or plain:find('%s$')
    or plain:find('\xC2\xA0') then
    return nil
  end
  local inlines = {}
  for word in plain:gmatch('%S+') do
    if #inlines > 0 then inlines[#inlines + 1] = SPACE end
    inlines[#inlines + 1] = pandoc.Str((word:gsub('\1', '-')))
  end
  return inlines
end

return { bare = bare, element = element, opened = opened, parts_of = parts_of, text_of = text_of }
