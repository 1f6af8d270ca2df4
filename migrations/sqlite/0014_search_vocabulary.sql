-- The words of the search index, so that the words with a beginning can be listed without reading where they are.
create virtual table search_vocabulary using fts5vocab (search_words, instance);
