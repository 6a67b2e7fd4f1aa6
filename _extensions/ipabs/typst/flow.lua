-- The document's blocks as items of `flow` (flow.typ), each with its kind, so that pages are planned as a whole.
-- Headings, exhibits and boxes have their final form by now.

local KINDS = { BulletList = 'list', OrderedList = 'list', DefinitionList = 'list' }

local function raw(text) return pandoc.RawBlock('typst', text) end

-- Points that the footnotes of a block take at the foot: lines of 8 pt that hold 49 characters, 4.5 pt between them, 3 pt
-- before each note, 12.5 pt before all.
local function notes_height(block)
  local height = 0
  block:walk {
    Note = function(note)
      local length = 1
      for _, code in utf8.codes(pandoc.utils.stringify(note.content)) do
        length = length + (code < 0x2E80 and 0.55 or 1)
      end
      height = height + math.ceil(length / 49) * 12.5 - 1.5
    end,
  }
  return height > 0 and height + 12.5 or 0
end

local function kind_of(block)
  if block.t == 'Header' then return 'h' .. math.min(block.level, 3) end
  if block.t == 'Div' and block.classes:includes('ipabs-exhibit') then
    return block.attributes.long == 'true' and 'long' or 'exhibit'
  end
  if block.t == 'Div' and block.classes:includes('ipabs-box') then return block.attributes.kind end
  return KINDS[block.t] or 'text'
end

-- Where Quarto keeps what is not to be seen; it takes it away in the end.
local function is_vault(block) return block.t == 'Div' and block.classes:includes('hidden') end

local function is_drawn(block) return block.t == 'Div' and block.classes:includes('ipabs-exhibit') end

-- The exhibit that a wrapper holds and nothing else, such as the Div of a notebook's cell.
local function inside(block)
  while block.t == 'Div' and not is_drawn(block) and #block.content == 1 do
    block = block.content[1]
  end
  return is_drawn(block) and block or nil
end

local function unwrapped(blocks)
  return blocks:map(function(block) return inside(block) or block end)
end

local function Pandoc(doc)
  local out = pandoc.Blocks { raw('#flow(') }
  local before, appended
  local blocks = unwrapped(doc.blocks:filter(function(block) return not is_vault(block) end))
  for _, block in ipairs(blocks) do
    local kind = kind_of(block)
    -- An exhibit right below a heading must not leave it, nor a list without number the words that announce it.
    local list = block.t == 'Div' and not block.attributes['for']
    local stays = before and (before:match('^h') or list and before == 'text')
    local fixed = kind == 'exhibit' and stays and 'fixed: true, ' or ''
    -- What the text shows stands before the appendices.
    if kind == 'h1' and block.classes:includes('appendix') and not appended then
      fixed, appended = 'flush: true, ', true
    end
    local exhibit = kind == 'exhibit' or kind == 'long'
    if exhibit then fixed = fixed .. 'numbered: ' .. tostring(block.attributes['for'] ~= nil) .. ', ' end
    out:insert(raw('(kind: "' .. kind .. '", ' .. fixed .. 'notes: ' .. notes_height(block) .. 'pt, body: '
      .. (exhibit and 'shape => [' or '[')))
    if block.t == 'Div' and (block.classes:includes('ipabs-exhibit') or block.classes:includes('ipabs-box')) then
      out:extend(block.content)
    else
      out:insert(block)
    end
    out:insert(raw(']),'))
    before = kind ~= 'none' and kind or before
  end
  out:insert(raw(')'))
  out:extend(doc.blocks:filter(is_vault))
  doc.blocks = out
  return doc
end

return { { Pandoc = Pandoc } }
