-- A table that pipetables.py has read: { align, width, rows }, the first row being the head. A cell is text, or a list of
-- text, code and marked text. It would take pandoc several times as long to read such a table as JSON.

local function inline(part)
  if type(part) == "string" then return part == " " and pandoc.Space() or pandoc.Str(part) end
  if part.code then return pandoc.Code(part.code) end
  local attributes = part.fact and { ["data-fact"] = part.fact } or {}
  return pandoc.Span({ pandoc.Str(part.text) }, pandoc.Attr("", { part.class }, attributes))
end

-- pandoc itself makes words of a string.
local function cell(given)
  if type(given) == "string" then return given ~= "" and given or {} end
  local inlines = {}
  for i, part in ipairs(given) do inlines[i] = inline(part) end
  return { pandoc.Plain(inlines) }
end

local function row(given)
  local cells = {}
  for i, each in ipairs(given) do cells[i] = cell(each) end
  return cells
end

return function(given)
  local head, rows = row(given.rows[1]), {}
  for i = 2, #given.rows do rows[i - 1] = row(given.rows[i]) end
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, given.align, given.width, head, rows))
end
