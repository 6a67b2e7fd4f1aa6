-- A table that pipetables.py has read: { align, width, rows }, the first row being the head. A cell is text, or a list of
-- text, code and marked text. It would take pandoc several times as long to read such a table as JSON.
-- A look that says so (shared/tables.lua) takes it as it is given: elements for each of its cells would cost every filter.

local inlines = ...

-- pandoc itself makes words of a string.
local function cell(given)
  if type(given) == "string" then return given ~= "" and given or {} end
  return { pandoc.Plain(inlines(given)) }
end

local function row(given)
  local cells = {}
  for i, each in ipairs(given) do cells[i] = cell(each) end
  return cells
end

local function table_of(given)
  local head, rows = row(given.rows[1]), {}
  for i = 2, #given.rows do rows[i - 1] = row(given.rows[i]) end
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, given.align, given.width, head, rows))
end

-- Rows of words alone come as one text each.
local function opened(given)
  for i, row in ipairs(given.rows) do
    if type(row) == "string" then
      local cells = {}
      for each in (row .. "\x1f"):gmatch("([^\x1f]*)\x1f") do cells[#cells + 1] = each end
      given.rows[i] = cells
    end
  end
  return given
end

-- For looks: what they take as it is given, and what makes elements of it. A look sets `wanted`; `allowed` tells whether
-- only filters of its extension run, which know of it.
ipabs_tables = ipabs_tables or { given = {}, inlines = inlines, table_of = table_of }

return function(given)
  local looks = ipabs_tables
  opened(given)
  if not (given.apart and looks.allowed and looks.wanted) then return table_of(given) end
  looks.given[#looks.given + 1] = given
  return pandoc.RawBlock("ipabs-table", tostring(#looks.given))
end
