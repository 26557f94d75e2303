"""What staff order by mail: who may, what was ordered, and how it is answered."""
