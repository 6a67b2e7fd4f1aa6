-- Headline figures for the hanging column, headings of appendices.

local text_of = pandoc.utils.stringify
local function inline(text) return pandoc.RawInline('typst', text) end

-- 增加12单 → 增加12, 单: the printed figure and its unit.
local function parts_of(text)
  local head, digits, unit = text:match('^(.-)([%d][%d.,]*)(.*)$')
  if not digits then return text, '' end
  return head .. digits, unit
end

-- A label is narrow: its lines break behind or before these words, not inside 贷款模式.
local BEHIND = { ['年'] = true, ['月'] = true, ['的'] = true, ['占'] = true, ['和'] = true, ['，'] = true, ['、'] = true, ['~'] = true }
local BEFORE = { ['由'] = true, ['在'] = true }
local WIDEST = 10 -- em, of the column's 10.3

local function extent(text)
  local wide = 0
  for _, code in utf8.codes(text) do wide = wide + (code >= 0x2E80 and 1 or 0.58) end
  return wide
end

-- 2023年, 贷款模式的, 规模占比; nil where a piece has no room on a line.
local function pieces_of(text)
  local pieces, piece = {}, ''
  local function close()
    if piece ~= '' then pieces[#pieces + 1], piece = piece, '' end
  end
  for _, code in utf8.codes(text) do
    local character = utf8.char(code)
    local opens = BEFORE[character] or character == '（' and not piece:match('%%$')
    if opens or piece == '截至' then close() end
    piece = piece .. character
    if BEHIND[character] then close() end
  end
  close()
  -- A date is one piece, and so is a word with a single character after it: 31日的.
  local joined = {}
  for _, each in ipairs(pieces) do
    local last = joined[#joined]
    local date = last and each:match('^%d') and (last:match('年$') or last:match('月$'))
    if last and extent(last .. each) <= WIDEST and (date or extent(each) <= 1 or each:match('^左右')) then
      joined[#joined] = last .. each
    else
      joined[#joined + 1] = each
    end
    if extent(joined[#joined]) > WIDEST then return nil end
  end
  return joined
end

-- Text with joiners between its characters, which joiners.lua keeps between digits and units itself.
local function put_joined(out, text)
  local run = ''
  for _, code in utf8.codes(text) do
    local han, character = code >= 0x2E80, utf8.char(code)
    if run ~= '' and (han or utf8.codepoint(run) >= 0x2E80) then
      out:extend { pandoc.Str(run), inline('#wj;') }
      run = ''
    end
    run = run .. character
  end
  out:insert(pandoc.Str(run))
end

-- The label's words, each held together; text alone, else as it is.
local function label_of(block)
  local plain = true
  block:walk { Inline = function(el) plain = plain and (el.t == 'Str' or el.t == 'Span') end }
  local pieces = plain and pieces_of(text_of(block))
  if not pieces or #pieces < 2 then return pandoc.utils.blocks_to_inlines(pandoc.Blocks { block }) end
  local out = pandoc.Inlines {}
  for i, piece in ipairs(pieces) do
    -- joiners.lua would hold a range together, which the column is too narrow for.
    if i > 1 then out:insert(inline('#may-break;')) end
    put_joined(out, piece)
  end
  return out
end

-- ([…], […], (labels,)), for one .headline
local function put_headline(out, div)
  local number, unit = parts_of(text_of(div.content[1] or {}))
  out:insert(inline('(['))
  out:insert(pandoc.Str(number))
  out:insert(inline('], ['))
  if unit ~= '' then out:insert(pandoc.Str(unit)) end
  out:insert(inline('], ('))
  for i = 2, #div.content do
    out:insert(inline('['))
    out:extend(label_of(div.content[i]))
    out:insert(inline('], '))
  end
  out:insert(inline(')), '))
end

local function is_headline(block) return block.t == 'Div' and block.classes:includes('headline') end

-- All of a section stand together at the place of its first one: two that follow each other closely would overlap.
local function Blocks(blocks)
  if not blocks:find_if(is_headline) then return nil end
  local out, waiting = pandoc.Blocks {}, nil
  for _, block in ipairs(blocks) do
    if block.t == 'Header' then waiting = nil end
    if is_headline(block) then
      if not waiting then

        waiting = { at = #out + 1, figures = {} }
        out:insert(pandoc.Plain {})
      end
      waiting.figures[#waiting.figures + 1] = block
      local call = pandoc.Inlines { inline('#headlines(') }
      for _, figure in ipairs(waiting.figures) do put_headline(call, figure) end
      call:insert(inline(')'))
      -- A paragraph, so that a blank line parts it from the text that follows; it takes no room in the flow.
      out[waiting.at] = pandoc.Div({ pandoc.Para(call) }, { class = 'ipabs-box', kind = 'none' })
    else
      out:insert(block)
    end
  end
  return out
end

-- The appendices are read beside their tables: their prose takes the full width, without indent.
local PROSE = { Para = true, BulletList = true, OrderedList = true }

local function is_prose(block) return PROSE[block.t] or block.t == 'Div' and block.identifier == 'refs' end

local function appendix_prose(doc)
  local out, inside = pandoc.Blocks {}, false
  for _, block in ipairs(doc.blocks) do
    if block.t == 'Header' and block.level == 1 then inside = block.classes:includes('appendix') end
    if inside and is_prose(block) then
      local call = block.t == 'Div' and '#reference-list[' or '#appendix-prose['
      out:insert(pandoc.Div({
        pandoc.RawBlock('typst', call), block, pandoc.RawBlock('typst', ']\n'),
      }, { class = 'ipabs-box', kind = 'text' }))
    else
      out:insert(block)
    end
  end
  doc.blocks = out
  return doc
end

local function Header(header)
  if header.classes:includes('appendix') and not header.classes:includes('unnumbered') then
    header.classes:insert('unnumbered')
  end
  return header
end

return {
  { Blocks = Blocks, Header = Header },
  { Pandoc = appendix_prose },
}
