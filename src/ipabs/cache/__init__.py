"""What earlier builds left: digests of files, results of notebooks and what they rested on."""
