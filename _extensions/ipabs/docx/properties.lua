-- pandoc writes all metadata into the properties of a Word document. Quarto leaves its own in there, and the edition's:
-- only what describes the document belongs to it. The citations, made after this, need theirs.
-- The embedded assembler has its own way, after the citations.

if not quarto then return {} end

local KEPT = {
  title = true, subtitle = true, author = true, date = true, lang = true, subject = true, keywords = true, description = true,
  ['abstract-title'] = true, ['toc-title'] = true,
  bibliography = true, csl = true, citeproc = true, ['link-citations'] = true, nocite = true, references = true,
}

local function Meta(meta)
  for key in pairs(meta) do
    if not KEPT[key] then meta[key] = nil end
  end
  return meta
end

return { { Meta = Meta } }
