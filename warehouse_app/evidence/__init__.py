"""Evidence photos: checked and made anew (picture.py), kept by content (store.py), taken and erased (photos.py)."""
