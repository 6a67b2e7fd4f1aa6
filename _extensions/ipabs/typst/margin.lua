-- Headline figures for the hanging column, headings of appendices.

local text_of = pandoc.utils.stringify
local function inline(text) return pandoc.RawInline('typst', text) end

-- 增加12单 → 增加12, 单: the printed figure and its unit.
local function parts_of(text)
  local head, digits, unit = text:match('^(.-)([%d][%d.,]*)(.*)$')
  if not digits then return text, '' end
  return head .. digits, unit
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
    out:extend(pandoc.utils.blocks_to_inlines(pandoc.Blocks { div.content[i] }))
    out:insert(inline('], '))
  end
  out:insert(inline(')), '))
end

local function is_headline(block) return block.t == 'Div' and block.classes:includes('headline') end

-- All of a section stand together at the place of its first one: two that follow each other closely would overlap.
local function Blocks(blocks)
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
