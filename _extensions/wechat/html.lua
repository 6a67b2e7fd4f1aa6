-- Elements with their styles, put around content that stays in the document.

local style

local function escape(text)
  return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;'))
end

local function inline(text) return pandoc.RawInline('html', text) end
local function block(text) return pandoc.RawBlock('html', text) end

-- One line of inlines as an element.
local function line(tag, name, inlines, more)
  local out = pandoc.Inlines { inline('<' .. tag .. style.named(name, more) .. '>') }
  out:extend(inlines)
  out:insert(inline('</' .. tag .. '>'))
  return pandoc.Plain(out)
end

-- Blocks in a section.
local function section(name, blocks)
  local out = pandoc.Blocks { block('<section' .. style.named(name) .. '>') }
  out:extend(blocks)
  out:insert(block('</section>'))
  return out
end

local function span(name, inlines)
  local out = pandoc.Inlines { inline('<span' .. style.named(name) .. '>') }
  out:extend(inlines)
  out:insert(inline('</span>'))
  return out
end

return { escape = escape, inline = inline, block = block, line = line, section = section, span = span, use = function(given) style = given end }
